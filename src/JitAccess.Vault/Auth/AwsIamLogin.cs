using System.Text;
using System.Text.Json;
using JitAccess.Vault.Http;
using JitAccess.Vault.Json;

namespace JitAccess.Vault.Auth;

/// <summary>Logs in by a signed request to AWS STS, which Vault sends there to learn who signed it.</summary>
internal sealed class AwsIamLogin(VaultAuthOptions options, VaultClient client, string? @namespace, TimeProvider time)
    : MountLogin(options, "aws", client, @namespace, time)
{
    private const string GetCallerIdentity = "Action=GetCallerIdentity&Version=2011-06-15";

    private readonly TimeProvider _time = time;

    protected override async Task<(VaultBody Body, IReadOnlyList<string> Secrets)> ProveAsync(CancellationToken cancellationToken)
    {
        var keys = await Options.AwsCredentials!(cancellationToken).ConfigureAwait(false);
        var region = Options.Region ?? "us-east-1";
        var endpoint = new Uri(Options.StsEndpoint ?? (Options.Region is null ? "https://sts.amazonaws.com/" : EndpointOf(region)));
        var signed = new AwsRequestSigner("sts", region).Sign(
            endpoint, GetCallerIdentity,
            [
                new("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                new("X-Vault-AWS-IAM-Server-ID", Options.ServerId!),
            ],
            keys, _time.GetUtcNow());
        var headers = Base64(JsonSerializer.Serialize(
            signed.ToDictionary(h => h.Key, h => new[] { h.Value }), VaultJson.Default.IReadOnlyDictionaryStringStringArray));
        var body = new VaultBody
        {
            Role = Options.Role,
            IamMethod = "POST",
            IamUrl = Base64(endpoint.ToString()),
            IamBody = Base64(GetCallerIdentity),
            IamHeaders = headers,
        };
        var authorization = signed["Authorization"];
        return (body, [keys.RevealSecretAccessKey(), keys.RevealSessionToken() ?? "", headers, authorization, authorization.Split('=')[^1]]);
    }

    protected override (JitProviderErrorKind Kind, string Meaning)? Judge(VaultAnswer answer)
    {
        if (answer.SaysAny("error validating X-Vault-AWS-IAM-Server-ID"))
            return (JitProviderErrorKind.Misconfigured, "Auth:ServerId is not iam_server_id_header_value of the auth method");
        if (answer.SaysAny("error making upstream request: received error code"))
            return (JitProviderErrorKind.Denied, "AWS refused the signed request: the keys have ended, the clock is wrong, or Auth:Region is not the one of "
                + "Vault's sts_endpoint");
        if (answer.SaysAny("error making upstream request"))
            return (JitProviderErrorKind.Transient, "Vault did not reach AWS STS");
        if (answer.SaysAny("entry for role"))
            return (JitProviderErrorKind.Misconfigured, $"the auth method has no role '{Options.Role}'; set Auth:Role");
        return null;
    }

    private static string EndpointOf(string region) =>
        $"https://sts.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}/";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
