using System.Text.Json;
using System.Text.RegularExpressions;

namespace JitAccess.Testing.Internal.Aws;

/// <summary>A session policy, as far as it can narrow what a session may do here: log in to databases.</summary>
internal sealed class SessionPolicy
{
    private const int Longest = 2048;

    private static readonly string[] StatementMembers = ["Sid", "Effect", "Action", "Resource"];

    private readonly List<(bool IsAllow, List<string> Actions, List<string> Resources)> _statements = [];

    private SessionPolicy()
    {
    }

    /// <summary>Reads a policy; what cannot be judged here is refused rather than passed over.</summary>
    /// <exception cref="AwsRefusalException">It is too long, or no policy that is understood.</exception>
    public static SessionPolicy? Parse(string? text)
    {
        if (text is null)
            return null;
        if (text.Length > Longest)
            throw new AwsRefusalException(400, "PackedPolicyTooLarge", "Packed size of session policies and tags exceeds the quota");
        try
        {
            var policy = new SessionPolicy();
            using var document = JsonDocument.Parse(text);
            var statements = document.RootElement.GetProperty("Statement");
            foreach (var statement in statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().ToList() : [statements])
                policy.Add(statement);
            return policy;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Malformed("Syntax errors in policy.");
        }
    }

    /// <summary>Returns whether it lets a session log in as a database user of the account.</summary>
    public bool MayConnect(string region, AwsArn role, string userName)
    {
        var applying = _statements
            .Where(s => s.Actions.Any(a => Matches(a, "rds-db:connect")) && s.Resources.Any(r => Matches(r, Resource(region, role, userName, r))))
            .ToList();
        return applying.Count > 0 && applying.TrueForAll(static s => s.IsAllow);
    }

    // Which instance a verifier stands for is not known here: a policy that names one is taken to mean it.
    private static string Resource(string region, AwsArn role, string userName, string pattern) =>
        $"arn:{role.Partition}:rds-db:{region}:{role.Account}:dbuser:{(pattern.Split(':', 7) is [.., var last] ? last.Split('/')[0] : "*")}/{userName}";

    private static bool Matches(string pattern, string value)
    {
        var expression = Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        return Regex.IsMatch(value, $"^{expression}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    private static AwsRefusalException Malformed(string message) => new(400, "MalformedPolicyDocument", message);

    private static List<string> Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(static v => v.GetString() ?? "")] : [value.GetString() ?? ""];

    private void Add(JsonElement statement)
    {
        foreach (var member in statement.EnumerateObject())
            if (!StatementMembers.Contains(member.Name))
                throw Malformed($"This emulator does not understand {member.Name} in a session policy.");
        var effect = statement.GetProperty("Effect").GetString();
        if (effect is not ("Allow" or "Deny"))
            throw Malformed("Syntax errors in policy.");
        _statements.Add((effect == "Allow", Texts(statement.GetProperty("Action")), Texts(statement.GetProperty("Resource"))));
    }
}
