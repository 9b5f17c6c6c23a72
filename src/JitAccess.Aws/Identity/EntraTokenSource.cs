using System.Net;
using System.Text.Json;
using JitAccess.Aws.Internal;

namespace JitAccess.Aws.Identity;

/// <summary>Exchanges the workload's federated token at Entra ID for one that Entra ID issues to an application.</summary>
internal sealed class EntraTokenSource(
    Uri endpoint, string clientId, string scope, IWebTokenSource federated, string audience, HttpClient http, TimeProvider time) : IWebTokenSource
{
    // An answer has one token in it, and a token has less.
    private const int MaxLength = 256 * 1024;

    public string Name => "Entra JWT";

    public async Task<WebToken> GetAsync(CancellationToken cancellationToken)
    {
        var assertion = await federated.GetAsync(cancellationToken).ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"),
                new("client_id", clientId),
                new("scope", scope),
                new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                new("client_assertion", assertion.Reveal()),
            ]),
        };
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            await answer.Content.LoadIntoBufferAsync(MaxLength, cancellationToken).ConfigureAwait(false);
            using var body = Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            if (answer.StatusCode != HttpStatusCode.OK)
                throw Refused(answer, body, assertion);
            return WebToken.Require(
                Text(body, "access_token") ?? "", audience, "Entra ID", $"{nameof(WebIdentityOptions.Audience)} or {nameof(EntraExchangeOptions.Scope)}",
                time.GetUtcNow());
        }
        catch (Exception e) when ((e is HttpRequestException or IOException or TaskCanceledException) && !cancellationToken.IsCancellationRequested)
        {
            throw new JitProviderException(JitProviderErrorKind.Transient, $"Entra ID could not be reached in time at {endpoint.Host}.", e);
        }
    }

    private JitProviderException Refused(HttpResponseMessage answer, JsonDocument? body, WebToken assertion)
    {
        var status = (int)answer.StatusCode;
        var isTransient = status is 429 or >= 500 || Text(body, "error") is "temporarily_unavailable" or "server_error";
        var said = ServerText.Clean($"{Text(body, "error")}: {Text(body, "error_description")}", assertion.Secrets());
        return new JitProviderException(
            isTransient ? JitProviderErrorKind.Transient : JitProviderErrorKind.Denied,
            $"Entra ID gave no token to application {clientId} for {scope} ({status} {said})."
            + (isTransient ? "" : " Compare issuer, subject and audience of its federated credential with the workload's token, and look whether the resource exists."),
            innerException: null,
            answer.Headers.RetryAfter?.Delta);
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null; // a proxy's page
        }
    }

    private static string? Text(JsonDocument? body, string name) =>
        body?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
