using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace JitAccess.Testing.Internal.Aws;

/// <summary>What the services know in common: roles, keys, identity providers, and the databases that their tokens open.</summary>
internal sealed class AwsState(string region, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, AwsSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RoleEntry> _roles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OidcProvider> _oidcProviders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SamlProvider> _samlProviders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _usedResponses = new(StringComparer.Ordinal);
    private readonly List<RdsIamTokenVerifier> _databases = [];
    private readonly List<(AwsSession Session, IReadOnlyList<string> UserNames)> _connectable = [];
    private readonly Lock _gate = new();

    public string Region => region;

    public TimeProvider Time => time;

    public DateTimeOffset Now => time.GetUtcNow();

    public void WriteRole(AwsArn arn, AwsEmulatorRole role) => _roles[arn.Text] = new RoleEntry(arn, role);

    public void DeleteRole(string arn) => _roles.TryRemove(arn, out _);

    public RoleEntry? Role(string arn) => _roles.GetValueOrDefault(arn);

    public void AddOidcProvider(OidcProvider provider)
    {
        if (!_oidcProviders.TryAdd(provider.Arn, provider))
            throw new ArgumentException($"The provider {provider.Arn} exists already.", nameof(provider));
    }

    public OidcProvider? OidcProvider(string account, string issuer) =>
        _oidcProviders.Values.FirstOrDefault(p => p.Account == account && p.Verifier.Issuer == issuer);

    public bool RefusesSamlReplay { get; set; }

    public void WriteSamlProvider(SamlProvider provider) => _samlProviders[provider.Arn.Text] = provider;

    public SamlProvider? SamlProvider(string arn) => _samlProviders.GetValueOrDefault(arn);

    /// <summary>Returns whether a SAML response comes for the first time.</summary>
    public bool UsesFirst(string responseId) => _usedResponses.TryAdd(responseId, true);

    public AwsSession? Session(string accessKeyId) => _sessions.GetValueOrDefault(accessKeyId);

    public RequestAuthenticator Authenticator(string service) =>
        new(region, service, time, id => Session(id) is { } session ? (session.Key, session.ExpiresAt) : null);

    /// <summary>Makes a key of a user known, and what it may log in as.</summary>
    public void AddUser(AwsArn arn, RdsIamKey key, IReadOnlyList<string> userNames) => Keep(
        new AwsSession { Key = key, Arn = arn.Text, UserId = "AIDA" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 17), Principal = arn, IssuedAt = Now },
        userNames);

    /// <summary>Issues the credentials of a role's session.</summary>
    public AwsSession Issue(SessionOrder order)
    {
        var session = new AwsSession
        {
            Key = RdsIamKey.Generate(withSessionToken: true),
            Arn = order.Role.SessionArn(order.SessionName),
            UserId = $"{order.Role.Id}:{order.SessionName}",
            Principal = order.Role.Arn,
            IssuedAt = Now,
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds((Now + order.Duration).ToUnixTimeSeconds()), // answers tell whole seconds
            SourceIdentity = order.SourceIdentity,
            TransitiveTags = order.TransitiveTags,
        };
        Keep(session, [.. order.Role.Role.DatabaseUserNames.Where(name => order.Policy?.MayConnect(region, order.Role.Arn, name) ?? true)]);
        Log.EmulatorIssued(logger, session.Key.AccessKeyId, session.Arn, session.ExpiresAt.Value);
        return session;
    }

    /// <summary>Lets what is issued from now on, and what has been, log in where a verifier decides.</summary>
    public void AddDatabase(RdsIamTokenVerifier verifier)
    {
        lock (_gate)
        {
            _databases.Add(verifier);
            foreach (var (session, userNames) in _connectable)
                Tell(verifier, session, userNames);
        }
    }

    /// <summary>Denies everything to the sessions of a role that were issued until now.</summary>
    public void DenySessions(string roleArn)
    {
        lock (_gate)
            foreach (var (session, _) in _connectable)
                if (session.IsRole && session.Principal.Text == roleArn && !session.IsDenied)
                {
                    session.IsDenied = true;
                    _databases.ForEach(verifier => verifier.Revoke(session.Key.AccessKeyId));
                }
    }

    public void Dispose()
    {
        foreach (var provider in _oidcProviders.Values)
            provider.Dispose();
    }

    private static void Tell(RdsIamTokenVerifier verifier, AwsSession session, IReadOnlyList<string> userNames)
    {
        verifier.Add(session.Key, session.ExpiresAt, userNames);
        if (session.IsDenied)
            verifier.Revoke(session.Key.AccessKeyId);
    }

    private void Keep(AwsSession session, IReadOnlyList<string> userNames)
    {
        _sessions[session.Key.AccessKeyId] = session;
        lock (_gate)
        {
            _connectable.Add((session, userNames));
            _databases.ForEach(verifier => Tell(verifier, session, userNames));
        }
    }
}
