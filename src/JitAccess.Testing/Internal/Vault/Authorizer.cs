namespace JitAccess.Testing.Internal.Vault;

/// <summary>Lets a call reach its mount if its token lives and its policies allow it.</summary>
internal sealed class Authorizer(VaultState state)
{
    public async Task<VaultReply> ExecuteAsync(VaultCall call)
    {
        var mount = call.Namespace.FindMount(call.Path);
        var rest = mount is null ? "" : call.Path[mount.Path.Length..];
        call.Token = call.ClientToken.Length > 0 ? state.Tokens.Find(call.ClientToken) : null;
        if (mount?.IsOpen(rest) == true)
            return await mount.HandleAsync(call, rest).ConfigureAwait(false);

        if (call.ClientToken.Length == 0)
            throw new VaultRefusalException(400, "missing client token");
        if (call.Token is not { } token || !call.Namespace.IsWithin(token.Namespace))
            throw VaultRefusalException.PermissionDenied();

        var isLastUse = state.Tokens.Use(token);
        try
        {
            if (!IsAllowed(call, token, mount?.NeedsSudo(call, rest) == true))
                throw VaultRefusalException.Listed(403, "permission denied");
            if (mount is null)
                throw new VaultRefusalException(404, $"no handler for route '{call.Path}'");
            var reply = await mount.HandleAsync(call, rest).ConfigureAwait(false);
            if (isLastUse && reply.Body?.Text("lease_id") is { Length: > 0 })
                throw new VaultRefusalException(
                    400, "Secret cannot be returned; token had one use left, so leased credentials were immediately revoked.");
            return reply;
        }
        finally
        {
            if (isLastUse)
                state.Tokens.Revoke(token);
        }
    }

    private static bool IsAllowed(VaultCall call, TokenEntry token, bool needsSudo)
    {
        if (token.IsRoot)
            return true;
        var path = call.Namespace.Path[token.Namespace.Path.Length..] + call.Path;
        var granted = PolicyRules.Of(token, path);
        if (call.Operation == VaultEmulatorCapabilities.List && !path.EndsWith('/') && !granted.HasFlag(VaultEmulatorCapabilities.List))
            granted = PolicyRules.Of(token, path + "/");
        return (granted & call.Operation) != 0 && (!needsSudo || granted.HasFlag(VaultEmulatorCapabilities.Sudo));
    }
}
