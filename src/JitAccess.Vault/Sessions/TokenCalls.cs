using JitAccess.Vault.Http;
using JitAccess.Vault.Json;

namespace JitAccess.Vault.Sessions;

/// <summary>What a token asks about itself.</summary>
internal sealed class TokenCalls(VaultClient client, string? @namespace)
{
    public string Address => client.Address;

    public Task<VaultAnswer> LookupAsync(string token, CancellationToken cancellationToken) => client.SendAsync(Lookup(token), cancellationToken);

    public Task<VaultAnswer> RenewAsync(VaultSession session, CancellationToken cancellationToken) => client.SendAsync(Renew(session), cancellationToken);

    public Task<VaultAnswer> RevokeAsync(VaultSession session, CancellationToken cancellationToken) => client.SendAsync(Revoke(session), cancellationToken);

    public VaultCall Lookup(string token) => new()
    {
        Path = "auth/token/lookup-self",
        Purpose = "tell how long the token lives",
        Token = token,
        Namespace = @namespace,
    };

    public VaultCall Renew(VaultSession session) => new()
    {
        Path = "auth/token/renew-self",
        Purpose = "renew the token",
        Body = new VaultBody(),
        Token = session.RevealToken(),
        Namespace = @namespace,
    };

    public VaultCall Revoke(VaultSession session) => new()
    {
        Path = "auth/token/revoke-self",
        Purpose = "revoke the token",
        IsBare = true,
        Token = session.RevealToken(),
        Namespace = @namespace,
    };

    public JitProviderException Failure(VaultCall call, VaultAnswer answer) => VaultFailures.From(call, answer, client.Address);
}
