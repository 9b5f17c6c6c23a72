using System.Collections.Concurrent;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The AWS method of type <c>iam</c>: a signed request for <c>GetCallerIdentity</c> says who is calling.</summary>
internal sealed class AwsIamLogin(VaultState state, NamespaceState owner, string path, VaultEmulatorAwsOptions options) : LoginMount(state, owner, path)
{
    private const string ServerIdHeader = "X-Vault-AWS-IAM-Server-ID";

    private readonly ConcurrentDictionary<string, (VaultEmulatorAwsRole Role, string Id)> _roles = new(StringComparer.Ordinal);

    public StsVerifier Sts { get; } = new(options.StsRegion, state.Time);

    public bool IsStsDown { get; set; }

    public void Write(string name, VaultEmulatorAwsRole role) => _roles[name] = (role, Guid.NewGuid().ToString());

    protected override VaultReply Login(VaultCall call)
    {
        var request = AwsIamRequest.Parse(call.Body);
        if (options.ServerId is { } serverId)
            JudgeServerId(request, serverId);
        if (request.Body != "Action=GetCallerIdentity&Version=2011-06-15")
            throw new VaultRefusalException(400, "iam request body is invalid");
        if (IsStsDown)
            throw new VaultRefusalException(400,
                $"error making upstream request: error making request: POST https://sts.{options.StsRegion}.amazonaws.com/ giving up after 4 attempt(s): " +
                $"Post \"https://sts.{options.StsRegion}.amazonaws.com/\": dial tcp 127.0.0.1:443: connect: connection refused");
        var arn = Canonical(Sts.Identify(request), out var account, out var friendlyName);

        if (call.Body.Text("role") is not { Length: > 0 } name)
            name = friendlyName; // as the server: the principal's own name
        if (!_roles.TryGetValue(name, out var entry))
            throw new VaultRefusalException(400, $"entry for role {name} not found");
        if (!entry.Role.PrincipalArns.Any(bound => bound == arn || (bound.EndsWith('*') && arn.StartsWith(bound[..^1], StringComparison.Ordinal))))
            throw new VaultRefusalException(400, $"IAM Principal \"{arn}\" does not belong to the role \"{name}\"");
        return Welcome(entry.Role.Token, arn, friendlyName, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["account_id"] = account,
            ["auth_type"] = "iam",
            ["role_id"] = entry.Id,
        });
    }

    private static void JudgeServerId(AwsIamRequest request, string expected)
    {
        const string Prefix = $"error validating {ServerIdHeader} header: ";
        if (request.Header(ServerIdHeader) is not { } given)
            throw new VaultRefusalException(400, $"{Prefix}missing header \"{ServerIdHeader}\"");
        if (given != expected)
            throw new VaultRefusalException(400, $"{Prefix}expected \"{expected}\" but got \"{given}\"");

        // Unsigned it proves nothing: whoever catches the request for another server could add it.
        var signed = (request.Header("Authorization") ?? "").Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(static p => p.StartsWith("SignedHeaders=", StringComparison.Ordinal))?["SignedHeaders=".Length..] ?? "";
        if (!signed.Split(';').Contains(ServerIdHeader, StringComparer.OrdinalIgnoreCase))
            throw new VaultRefusalException(400, $"{Prefix}vault header wasn't signed");
    }

    // arn:aws:sts::123456789012:assumed-role/app/session means the role arn:aws:iam::123456789012:role/app.
    private static string Canonical(string arn, out string account, out string friendlyName)
    {
        var parts = arn.Split(':', 6);
        account = parts[4];
        var resource = parts[5].Split('/');
        if (resource[0] == "assumed-role" && resource.Length >= 2)
        {
            friendlyName = resource[1];
            return $"arn:{parts[1]}:iam::{account}:role/{resource[1]}";
        }

        friendlyName = resource[^1];
        return arn;
    }
}
