using System.Net;
using JitAccess.Vault.Http;
using JitAccess.Vault.Internal;
using JitAccess.Vault.Json;
using Microsoft.Extensions.Logging;

namespace JitAccess.Vault.Auth;

/// <summary>Unwraps what was wrapped for this process, after it has seen what it is; one that somebody else has unwrapped is an alarm.</summary>
internal sealed class Unwrapper(VaultClient client, string? @namespace, ILogger logger)
{
    // A wrapping token opens once. Until another one arrives, what it held is what a login uses again.
    private string? _wrapping;
    private string? _unwrapped;

    /// <param name="wrapping">The wrapping token.</param>
    /// <param name="what">What it holds, for messages.</param>
    /// <param name="isExpected">Says whether what it holds was made at this path.</param>
    /// <param name="expected">The path that is expected, for messages.</param>
    /// <param name="read">Takes it from the answer.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="JitProviderException">It was made elsewhere, has expired, or was unwrapped before.</exception>
    public async Task<string> UnwrapAsync(
        string wrapping, string what, Func<string, bool> isExpected, string expected, Func<VaultEnvelope, string?> read,
        CancellationToken cancellationToken)
    {
        if (_unwrapped is { } known && wrapping == _wrapping)
            return known;

        // First without spending it: one that was made elsewhere was put in place of the right one.
        var lookup = new VaultCall
        {
            Path = "sys/wrapping/lookup",
            Purpose = $"tell where {what} was wrapped",
            Body = new VaultBody { Token = wrapping },
            Secrets = [wrapping],
            Namespace = @namespace,
        };
        var made = await AskAsync(lookup, cancellationToken).ConfigureAwait(false);
        var path = made.Body?.Data?.CreationPath ?? "";
        if (!isExpected(path))
        {
            Log.WrappedSecretMaybeIntercepted(logger, client.Address, lookup.Path);
            throw new JitProviderException(
                JitProviderErrorKind.Denied,
                $"The wrapping token of {what} holds what was made at '{ServerText.Clean(path, [wrapping])}' and not at {expected}: somebody may have put it "
                + "in place of the right one. It was not unwrapped. Find out who delivered it, and have a new one made.");
        }

        var unwrap = new VaultCall
        {
            Path = "sys/wrapping/unwrap",
            Purpose = $"unwrap {what}",
            IsBare = true,
            Token = wrapping,
            Namespace = @namespace,
        };
        var answer = await AskAsync(unwrap, cancellationToken).ConfigureAwait(false);
        (_wrapping, _unwrapped) = (wrapping, answer.Body is { } body && read(body) is { Length: > 0 } value
            ? value
            : throw VaultFailures.Create(JitProviderErrorKind.Misconfigured, $"it does not hold {what}", unwrap, answer, client.Address));
        return _unwrapped;
    }

    private async Task<VaultAnswer> AskAsync(VaultCall call, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess)
            return answer;
        if (answer.Status is not (HttpStatusCode.BadRequest or HttpStatusCode.Forbidden))
            throw VaultFailures.From(call, answer, client.Address);

        Log.WrappedSecretMaybeIntercepted(logger, client.Address, call.Path);
        throw VaultFailures.Create(
            JitProviderErrorKind.Denied,
            "the wrapping token has expired, or somebody else has unwrapped it: possibly intercepted. It is not tried again. Look up who unwrapped it "
            + "in Vault's audit log, revoke what it held, and have a new one made", call, answer, client.Address);
    }
}
