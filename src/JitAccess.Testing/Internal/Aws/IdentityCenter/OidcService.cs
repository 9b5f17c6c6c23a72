using System.Text.Json.Nodes;
using JitAccess.Testing.Internal.Http;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>The sign-in service: clients register, browsers and devices are approved, tokens are issued and refreshed.</summary>
/// <param name="state">The state.</param>
/// <param name="address">Where it answers.</param>
internal sealed class OidcService(IdentityCenterState state, Func<Uri> address) : EmulatorService
{
    private readonly TokenGrants _grants = new(state);
    private readonly IamTokenGrants _iamGrants = new(state);
    private readonly SignInPages _pages = new(state);

    public override string Name => "SSO OIDC";

    public override string OperationOf(EmulatorCall call) => (call.Method, call.Path) switch
    {
        ("POST", "/client/register") => "RegisterClient",
        ("POST", "/device_authorization") => "StartDeviceAuthorization",
        ("POST", "/token") when call.Query["aws_iam"] == "t" => "CreateTokenWithIAM",
        ("POST", "/token") => "CreateToken",
        ("GET" or "POST", SignInPages.AuthorizePath) => "Authorize",
        ("GET" or "POST", SignInPages.DevicePath) => "Device",
        _ => "Unknown",
    };

    public override async Task<EmulatorReply> ExecuteAsync(EmulatorCall call)
    {
        try
        {
            return OperationOf(call) switch
            {
                "RegisterClient" => AwsJson.Ok(state.Clients.Register(AwsJson.Body(call))),
                "StartDeviceAuthorization" => StartDevice(AwsJson.Body(call)),
                "CreateToken" => AwsJson.Ok(_grants.Execute(AwsJson.Body(call))),
                "CreateTokenWithIAM" => AwsJson.Ok(await _iamGrants.ExecuteAsync(call).ConfigureAwait(false)),
                "Authorize" => _pages.Authorize(call),
                "Device" => _pages.Device(call),
                _ => AwsJson.Refusal(new AwsRefusalException(404, "UnknownOperationException", "There is no such operation.")),
            };
        }
        catch (OAuthRefusalException e)
        {
            return AwsJson.OAuthRefusal(e);
        }
        catch (AwsRefusalException e)
        {
            return AwsJson.Refusal(e);
        }
    }

    public override EmulatorReply Throttled() => AwsJson.Refusal(new AwsRefusalException(429, "TooManyRequestsException", "Too many requests"));

    public override EmulatorReply Failed(int status) => AwsJson.OAuthRefusal(new OAuthRefusalException("server_error", "InternalServerException", "The service failed.", status));

    private EmulatorReply StartDevice(JsonObject body) =>
        AwsJson.Ok(state.Devices.Start(state.Clients.Authenticate(body), body, new Uri(address(), SignInPages.DevicePath)));
}
