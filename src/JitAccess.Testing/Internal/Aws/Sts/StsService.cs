using JitAccess.Testing.Internal.Http;

namespace JitAccess.Testing.Internal.Aws.Sts;

/// <summary>STS over the query protocol.</summary>
internal sealed class StsService(AwsState state) : EmulatorService
{
    private const string Version = "2011-06-15";
    private const string Unknown = "Unknown";

    private static readonly string[] Operations = ["AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "GetCallerIdentity"];

    private readonly RequestAuthenticator _authenticator = state.Authenticator("sts");
    private readonly AssumeRole _assumeRole = new(state);
    private readonly AssumeRoleWithWebIdentity _webIdentity = new(state);
    private readonly AssumeRoleWithSaml _saml = new(state);

    public override string Name => "STS";

    public override string OperationOf(EmulatorCall call)
    {
        try
        {
            var action = new StsParameters(call)["Action"];
            return Operations.Contains(action) ? action! : Unknown;
        }
        catch (AwsRefusalException)
        {
            return Unknown; // executing it says what is wrong
        }
    }

    public override async Task<EmulatorReply> ExecuteAsync(EmulatorCall call)
    {
        try
        {
            var parameters = new StsParameters(call);
            if (parameters["Action"] is not { Length: > 0 } action)
                throw new AwsRefusalException(400, "MissingAction", "No Action parameter was given.");
            if (parameters["Version"] != Version || OperationOf(call) == Unknown)
                throw new AwsRefusalException(400, "InvalidAction", $"Could not find operation {action} for version {parameters["Version"] ?? "NO_VERSION_SPECIFIED"}");
            return action switch
            {
                "AssumeRole" => _assumeRole.Execute(parameters, Caller(call)),
                "AssumeRoleWithWebIdentity" => await _webIdentity.ExecuteAsync(parameters, call.Aborted).ConfigureAwait(false),
                "AssumeRoleWithSAML" => _saml.Execute(parameters),
                _ => Identity(Caller(call)),
            };
        }
        catch (AwsRefusalException e)
        {
            return StsXml.Refusal(e);
        }
    }

    public override EmulatorReply Throttled() => StsXml.Refusal(new AwsRefusalException(400, "Throttling", "Rate exceeded"));

    public override EmulatorReply Failed(int status) => StsXml.Refusal(status switch
    {
        413 => new AwsRefusalException(413, "RequestEntityTooLarge", "Request size exceeded the limit"),
        503 => new AwsRefusalException(503, "ServiceUnavailable", "Service is unavailable"),
        _ => new AwsRefusalException(status, "InternalFailure", "The request processing has failed because of an unknown error, exception or failure."),
    });

    // Whatever is denied to a caller, this is not.
    private static EmulatorReply Identity(AwsSession caller) => StsXml.Result(
        "GetCallerIdentity", StsXml.Element("Arn", caller.Arn), StsXml.Element("UserId", caller.UserId), StsXml.Element("Account", caller.Principal.Account));

    private AwsSession Caller(EmulatorCall call) => state.Session(_authenticator.Authenticate(call.Signed()))!;
}
