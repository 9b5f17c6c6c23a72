using JitAccess.Vault.Http;
using JitAccess.Vault.Sessions;

namespace JitAccess.Vault.Internal;

/// <summary>One user whose password Vault changes by the clock. It has no lease: nothing to renew, nothing to revoke.</summary>
/// <remarks>
/// PostgreSQL looks up what a password is compared with when a login begins. One that waits for the next password is therefore refused with it, and
/// the old one serves until Vault shows another.
/// </remarks>
internal sealed class StaticRole(VaultOptions options, VaultClient client, VaultSessions sessions)
{
    private const int MostOverdue = 5;

    // Vault changes the password up to a second late, and answers with the old one and a life of zero until then. The engine's margin is a second, too.
    private static readonly TimeSpan RotationDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(1.5);

    private readonly string _path = $"{VaultPath.Escape(options.Mount)}/static-creds/{VaultPath.Escape(options.Role!)}";
    private readonly Lock _gate = new();
    private int _overdue;

    public Task<JitCredential> ReadAsync(JitCredentialRequest request, CancellationToken cancellationToken) => sessions.RunAsync(
        session => client.SendAsync(Read(request, session), cancellationToken),
        (session, answer) => Take(request, session, answer),
        cancellationToken);

    private JitCredential Take(JitCredentialRequest request, VaultSession session, VaultAnswer answer)
    {
        var call = Read(request, session);
        if (answer is not { IsSuccess: true, Body.Data: { } data })
            throw SessionFailures.From(call, answer, session, client.Address);
        if (data is not { UserName: { Length: > 0 } user, Password: { Length: > 0 } password })
            throw VaultFailures.Create(
                JitProviderErrorKind.Misconfigured, "it holds no user name and password; the role's credential_type must be password", call, answer,
                client.Address);
        if (user != request.UserName)
            throw new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"The static role '{options.Role}' at Vault is for the user '{user}', and database '{request.DatabaseName}' logs in as "
                + $"'{request.UserName ?? "nobody"}'. Set Username in the connection string to '{user}', or {nameof(options.Role)} to the role of that user.");
        return new JitCredential(user, password, request.RequestedAt, request.RequestedAt + LifeOf(data.Ttl));
    }

    /// <summary>Returns how long to serve a password; ever longer where Vault is late with the next, as with a database that it does not reach.</summary>
    private TimeSpan LifeOf(long seconds)
    {
        lock (_gate)
        {
            _overdue = seconds > 0 ? 0 : Math.Min(_overdue + 1, MostOverdue);
            return seconds > 0 ? TimeSpan.FromSeconds(seconds) + RotationDelay : Overdue * Math.Pow(2, _overdue - 1);
        }
    }

    private VaultCall Read(JitCredentialRequest request, VaultSession session) => new()
    {
        Path = _path,
        Purpose = $"read the password of database '{request.DatabaseName}' by static role '{options.Role}'",
        Token = session.RevealToken(),
        Namespace = options.Namespace,
    };
}
