using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>Users, accounts, permission sets, and who may use which where.</summary>
internal sealed class AssignmentDirectory(AwsState state)
{
    private readonly ConcurrentDictionary<string, bool> _users = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (string Name, string Email)> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AwsEmulatorPermissionSet> _permissionSets = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Account, string PermissionSet), AwsArn> _roles = [];
    private readonly HashSet<(string User, string Account, string PermissionSet)> _assignments = [];
    private readonly Lock _gate = new();

    public IReadOnlyList<string> EnabledUsers => [.. _users.Where(static u => u.Value).Select(static u => u.Key).Order(StringComparer.Ordinal)];

    public void AddUser(string userName) => _users[userName] = true;

    public void DisableUser(string userName)
    {
        if (!_users.TryUpdate(userName, false, true))
            throw new ArgumentException($"There is no user {userName} who is enabled.", nameof(userName));
    }

    public bool IsEnabled(string userName) => _users.GetValueOrDefault(userName);

    public void AddAccount(string accountId, string name, string email)
    {
        lock (_gate)
            _accounts[accountId] = (name, email);
    }

    public void WritePermissionSet(string name, AwsEmulatorPermissionSet permissionSet)
    {
        lock (_gate)
        {
            _permissionSets[name] = permissionSet;
            foreach (var ((_, set), arn) in _roles)
                if (set == name)
                    Provision(arn, permissionSet);
        }
    }

    /// <summary>Assigns a permission set, and provisions its role in the account; returns the role's ARN.</summary>
    public string Assign(string userName, string accountId, string permissionSet)
    {
        lock (_gate)
        {
            if (!_users.ContainsKey(userName))
                throw new ArgumentException($"There is no user {userName}.", nameof(userName));
            if (!_accounts.ContainsKey(accountId))
                throw new ArgumentException($"There is no account {accountId}.", nameof(accountId));
            if (!_permissionSets.TryGetValue(permissionSet, out var set))
                throw new ArgumentException($"There is no permission set {permissionSet}.", nameof(permissionSet));
            if (!_roles.TryGetValue((accountId, permissionSet), out var arn))
            {
                var folder = state.Region == "us-east-1" ? "" : state.Region + "/";
                var suffix = RandomNumberGenerator.GetHexString(16, lowercase: true);
                arn = AwsArn.Require($"arn:aws:iam::{accountId}:role/aws-reserved/sso.amazonaws.com/{folder}AWSReservedSSO_{permissionSet}_{suffix}", "role");
                _roles.Add((accountId, permissionSet), arn);
                Provision(arn, set);
            }

            _assignments.Add((userName, accountId, permissionSet));
            return arn.Text;
        }
    }

    public void Unassign(string userName, string accountId, string permissionSet)
    {
        lock (_gate)
            _assignments.Remove((userName, accountId, permissionSet));
    }

    public IReadOnlyList<(string Id, string Name, string Email)> Accounts(string userName)
    {
        lock (_gate)
            return
            [
                .. _accounts.Where(a => _assignments.Any(x => x.User == userName && x.Account == a.Key))
                    .Select(static a => (a.Key, a.Value.Name, a.Value.Email)),
            ];
    }

    public IReadOnlyList<string> PermissionSets(string userName, string accountId)
    {
        lock (_gate)
            return [.. _assignments.Where(a => a.User == userName && a.Account == accountId).Select(static a => a.PermissionSet).Order(StringComparer.Ordinal)];
    }

    /// <summary>Returns the role that a user may use; <see langword="null"/> if it is not assigned.</summary>
    public (RoleEntry Role, TimeSpan Duration)? Role(string userName, string accountId, string permissionSet)
    {
        lock (_gate)
            return _assignments.Contains((userName, accountId, permissionSet)) && state.Role(_roles[(accountId, permissionSet)].Text) is { } role
                ? (role, _permissionSets[permissionSet].SessionDuration)
                : null;
    }

    // Nobody may assume such a role directly: its credentials come through the portal.
    private void Provision(AwsArn arn, AwsEmulatorPermissionSet set)
    {
        var role = new AwsEmulatorRole { MaxSessionDuration = set.SessionDuration };
        foreach (var userName in set.DatabaseUserNames)
            role.DatabaseUserNames.Add(userName);
        state.WriteRole(arn, role);
    }
}
