using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The static roles of a mount: users that exist, whose passwords change.</summary>
internal sealed class StaticRoles(VaultState state, DatabaseMount mount)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, StaticAccount> _accounts = new(StringComparer.Ordinal);

    public async Task WriteAsync(string name, VaultEmulatorStaticRole role)
    {
        var account = new StaticAccount(name, role);
        account.Deadline = new Deadline(state.Time, () => state.Work.Run(_ => RotateInTimeAsync(account)), state.Work.Stopping);
        try
        {
            await RotateAsync(account).ConfigureAwait(false);
        }
        catch
        {
            account.Dispose();
            throw;
        }

        if (_accounts.TryRemove(name, out var former))
            former.Deadline?.Dispose();
        _accounts[name] = account;
    }

    public bool Delete(string name)
    {
        if (!_accounts.TryRemove(name, out var account))
            return false;
        account.Deadline?.Dispose();
        return true;
    }

    public VaultReply Read(string name)
    {
        var account = Find(name);
        var period = account.Role.RotationPeriod;
        var rest = account.RotatedAt + period - state.Now;
        return VaultReply.Envelope(new JsonObject
        {
            ["last_vault_rotation"] = Json.Time(account.RotatedAt),
            ["password"] = account.RevealPassword(),
            ["rotation_period"] = (long)period.TotalSeconds,
            ["ttl"] = Math.Max(0, (long)Math.Round(rest.TotalSeconds)),
            ["username"] = account.Role.UserName,
        });
    }

    public Task RotateAsync(string name) => RotateAsync(_accounts.GetValueOrDefault(name)
        ?? throw new VaultRefusalException(400, "no static role found for role name"));

    private StaticAccount Find(string name) => _accounts.GetValueOrDefault(name) ?? throw new VaultRefusalException(400, $"unknown role: {name}");

    private async Task RotateInTimeAsync(StaticAccount account)
    {
        if (!_accounts.TryGetValue(account.Name, out var current) || current != account)
            return;
        try
        {
            await RotateAsync(account).ConfigureAwait(false);
        }
        catch (VaultRefusalException e)
        {
            account.Deadline!.Set(state.Now + Retry); // before the log: whoever hears of it moves the clock on
            Log.VaultRotationFailed(state.Logger, account.Role.UserName, e.Errors[0]);
        }
    }

    private async Task RotateAsync(StaticAccount account)
    {
        await account.Turn.WaitAsync(state.Work.Stopping).ConfigureAwait(false);
        try
        {
            var password = RandomText.Password();
            await mount.Connection(account.Role.Connection).SetPasswordAsync(account.Role.RotationStatements, account.Role.UserName, password).ConfigureAwait(false);
            account.Rotated(password, state.Now);
            account.Deadline!.Set(account.RotatedAt + account.Role.RotationPeriod);
            Log.VaultRotated(state.Logger, account.Role.UserName);
        }
        finally
        {
            account.Turn.Release();
        }
    }
}
