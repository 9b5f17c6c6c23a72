using System.Globalization;
using System.Text.Json.Nodes;
using JitAccess.Testing.Internal.Http;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>The access portal: accounts, roles, and their credentials, for who is signed in.</summary>
internal sealed class PortalService(IdentityCenterState state) : EmulatorService
{
    public override string Name => "SSO portal";

    public override string OperationOf(EmulatorCall call) => (call.Method, call.Path) switch
    {
        ("GET", "/assignment/accounts") => "ListAccounts",
        ("GET", "/assignment/roles") => "ListAccountRoles",
        ("GET", "/federation/credentials") => "GetRoleCredentials",
        ("POST", "/logout") => "Logout",
        _ => "Unknown",
    };

    public override Task<EmulatorReply> ExecuteAsync(EmulatorCall call)
    {
        try
        {
            return Task.FromResult(Execute(call));
        }
        catch (AwsRefusalException e)
        {
            return Task.FromResult(AwsJson.Refusal(e));
        }
    }

    public override EmulatorReply Throttled() => AwsJson.Refusal(new AwsRefusalException(429, "TooManyRequestsException", "HTTP 429 Unknown Code"));

    public override EmulatorReply Failed(int status) => AwsJson.Refusal(new AwsRefusalException(status, "InternalServerException", "The service failed."));

    private EmulatorReply Execute(EmulatorCall call)
    {
        var operation = OperationOf(call);
        if (operation == "Unknown")
            throw new AwsRefusalException(404, "UnknownOperationException", "There is no such operation.");
        var session = state.Sessions.ByAccessToken(call.Headers["x-amz-sso_bearer_token"].ToString());
        if (session is null || !session.Scopes.Contains(OidcGrants.AccountAccess) || !state.Directory.IsEnabled(session.UserName))
            throw new AwsRefusalException(401, "UnauthorizedException", "Session token not found or invalid");
        switch (operation)
        {
            case "ListAccounts":
                return Page(call, "accountList", state.Directory.Accounts(session.UserName), static a =>
                    new JsonObject { ["accountId"] = a.Id, ["accountName"] = a.Name, ["emailAddress"] = a.Email });
            case "ListAccountRoles":
                var account = Required(call, "account_id");
                return Page(call, "roleList", state.Directory.PermissionSets(session.UserName, account), name =>
                    new JsonObject { ["roleName"] = name, ["accountId"] = account });
            case "GetRoleCredentials":
                return Credentials(session, Required(call, "account_id"), Required(call, "role_name"));
            default:
                session.IsEnded = true;
                return new EmulatorReply(200, "application/json", "");
        }
    }

    private EmulatorReply Credentials(SignInSession session, string account, string roleName)
    {
        if (state.Directory.Role(session.UserName, account, roleName) is not { } found)
            throw new AwsRefusalException(403, "ForbiddenException", "No access");
        var issued = state.Aws.Issue(new SessionOrder(found.Role, session.UserName, found.Duration));
        return AwsJson.Ok(new JsonObject
        {
            ["roleCredentials"] = new JsonObject
            {
                ["accessKeyId"] = issued.Key.AccessKeyId,
                ["secretAccessKey"] = issued.Key.RevealSecretAccessKey(),
                ["sessionToken"] = issued.Key.RevealSessionToken(),
                ["expiration"] = issued.ExpiresAt!.Value.ToUnixTimeMilliseconds(),
            },
        });
    }

    private static string Required(EmulatorCall call, string name) =>
        call.Query[name].ToString() is { Length: > 0 } value ? value : throw new AwsRefusalException(400, "InvalidRequestException", $"{name} is missing");

    private static EmulatorReply Page<T>(EmulatorCall call, string name, IReadOnlyList<T> items, Func<T, JsonObject> write)
    {
        var first = Number(call, "next_token", 0, items.Count, 0);
        var page = items.Skip(first).Take(Number(call, "max_result", 1, 100, 100)).ToList();
        var body = new JsonObject { [name] = new JsonArray([.. page.Select(write)]) };
        if (first + page.Count < items.Count)
            body["nextToken"] = (first + page.Count).ToString(CultureInfo.InvariantCulture);
        return AwsJson.Ok(body);
    }

    private static int Number(EmulatorCall call, string name, int least, int most, int otherwise) => call.Query[name].ToString() switch
    {
        "" => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        _ => throw new AwsRefusalException(400, "InvalidRequestException", $"{name} is invalid"),
    };
}
