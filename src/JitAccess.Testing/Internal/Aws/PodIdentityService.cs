using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using JitAccess.Testing.Internal.Http;

namespace JitAccess.Testing.Internal.Aws;

/// <summary>The one resource of a credentials endpoint.</summary>
internal sealed class PodIdentityService(RdsIamKey key, string authorizationToken, TimeSpan lifetime, TimeProvider time) : EmulatorService
{
    public const string Path = "/v1/credentials";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _authorizationToken = authorizationToken;

    public override string Name => "credentials endpoint";

    public RdsIamKey Key { get; set; } = key;

    public string RevealAuthorizationToken() => _authorizationToken;

    public override string OperationOf(EmulatorCall call) => "GetCredentials";

    public override Task<EmulatorReply> ExecuteAsync(EmulatorCall call) => Task.FromResult(Answer(call));

    public override EmulatorReply Throttled() => Refusal(429, "ThrottlingException", "Rate exceeded");

    public override EmulatorReply Failed(int status) => Refusal(status, "InternalServerException", "The credentials can't be handed out.");

    private EmulatorReply Answer(EmulatorCall call)
    {
        if (call.Method != "GET" || call.Path != Path)
            return Refusal(404, "ResourceNotFoundException", "There is nothing here.");
        if (call.Headers.Authorization is not [{ } shown] || !SecretHash.Fits(shown, SecretHash.Of(_authorizationToken)))
            return Refusal(403, "AccessDeniedException", "The authorization token is missing, or not the one of this endpoint.");

        var key = Key;
        return AwsJson.Ok(new JsonObject
        {
            ["AccessKeyId"] = key.AccessKeyId,
            ["SecretAccessKey"] = key.RevealSecretAccessKey(),
            ["Token"] = key.RevealSessionToken(),
            ["Expiration"] = (time.GetUtcNow() + lifetime).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        });
    }

    private static EmulatorReply Refusal(int status, string code, string message) =>
        new(status, "application/json", new JsonObject { ["code"] = code, ["message"] = message }.ToJsonString(), code);
}
