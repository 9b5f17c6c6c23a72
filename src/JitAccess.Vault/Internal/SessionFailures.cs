using JitAccess.Vault.Http;
using JitAccess.Vault.Sessions;

namespace JitAccess.Vault.Internal;

/// <summary>Says what a refusal means where the token is known to be others': it may simply have ended.</summary>
internal static class SessionFailures
{
    public static JitProviderException From(VaultCall call, VaultAnswer answer, VaultSession session, string address) =>
        answer.IsDenied && !session.IsOwn
            ? VaultFailures.Create(
                JitProviderErrorKind.Denied,
                $"its policy does not permit it, or the token has ended and whoever provides it has not replaced it. The policy needs: {call.PolicyRule}",
                call, answer, address)
            : VaultFailures.From(call, answer, address);
}
