using JitAccess.Vault.Http;
using JitAccess.Vault.Sessions;

namespace JitAccess.Vault.Internal;

/// <summary>One user whose password Vault changes by the clock. It has no lease: nothing to renew, nothing to revoke.</summary>
internal sealed class StaticRole(VaultOptions options, VaultClient client, VaultSessions sessions)
{
    // Vault changes the password up to a second late, and answers with the old one until then.
    private static readonly TimeSpan RotationDelay = TimeSpan.FromSeconds(1);

    private readonly string _path = $"{VaultPath.Escape(options.Mount)}/static-creds/{VaultPath.Escape(options.Role!)}";

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
        if (data.Ttl <= 0)
            throw new JitProviderException(
                JitProviderErrorKind.Transient,
                $"Vault at {client.Address} is changing the password of '{user}' at this moment; what it answers now is about to be refused.",
                retryAfter: RotationDelay);

        return new JitCredential(user, password, request.RequestedAt, request.RequestedAt + TimeSpan.FromSeconds(data.Ttl) + RotationDelay);
    }

    private VaultCall Read(JitCredentialRequest request, VaultSession session) => new()
    {
        Path = _path,
        Purpose = $"read the password of database '{request.DatabaseName}' by static role '{options.Role}'",
        Token = session.RevealToken(),
        Namespace = options.Namespace,
    };
}
