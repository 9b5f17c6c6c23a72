using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using JitAccess.Aws.Internal;

namespace JitAccess.Aws.Permissions;

/// <summary>Reads a permission map, and takes nothing in it that it does not understand: a typo must not become a right.</summary>
/// <param name="file">The file, for errors.</param>
internal sealed partial class PermissionMapReader(string file)
{
    private const int Version = 1;
    private const int MaxDepth = 8;

    private static readonly string[] RootMembers = ["$schema", "version", "databases", "functions"];
    private static readonly string[] FunctionMembers = ["description", "permissionSets", "roles", "users", "maxLifetime", "reasonRequired"];

    private readonly Dictionary<(string Role, string Database, string User), string> _seen = [];

    /// <param name="content">The file's bytes.</param>
    /// <param name="hash">Their hash.</param>
    /// <exception cref="JitConfigurationException">They are no permission map.</exception>
    public PermissionMap Read(ReadOnlyMemory<byte> content, string hash)
    {
        if (content.Span.StartsWith(Encoding.UTF8.Preamble))
            throw Refused("$", "begins with a byte order mark; save it as UTF-8 without one");
        if (!Utf8.IsValid(content.Span))
            throw Refused("$", "is not UTF-8; save it as UTF-8");
        using var document = Parse(content);
        try
        {
            return Read(document.RootElement, hash);
        }
        catch (InvalidOperationException e)
        {
            throw Refused("$", "has half of a surrogate pair in a text; write the character, or both halves", e);
        }
    }

    private PermissionMap Read(JsonElement element, string hash)
    {
        var root = Members(element, "$", RootMembers);
        if (Required(root, "$", "version") is not { ValueKind: JsonValueKind.Number } version || !version.TryGetInt32(out var number) || number != Version)
            throw Refused("$.version", $"is no version that is understood; write {Version}");
        if (root.TryGetValue("$schema", out var schema))
            Text(schema, "$.$schema");
        var databases = Databases(Required(root, "$", "databases"), "$.databases");
        return new PermissionMap(file, hash, databases, Functions(Required(root, "$", "functions"), "$.functions", databases.Values.ToHashSet(StringComparer.Ordinal)));
    }

    private JsonDocument Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            return JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException e)
        {
            throw Refused($"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", "is no JSON, or has something behind its end; it has neither comments nor trailing commas", e);
        }
    }

    private Dictionary<JitEndpoint, string> Databases(JsonElement element, string path)
    {
        var found = new Dictionary<JitEndpoint, string>();
        foreach (var (name, value) in Named(element, path))
            foreach (var (text, at) in Texts(value, $"{path}.{name}"))
            {
                if (!JitEndpoint.TryParse(text, out var endpoint) || text.Any(char.IsWhiteSpace))
                    throw Refused(at, $"is '{text}', which is no endpoint; write host:port, as tokens are signed for it");
                if (!found.TryAdd(PermissionMap.Normalised(endpoint), name))
                    throw Refused(at, $"says {text} for the second time; an endpoint belongs to one database");
            }

        return found;
    }

    private List<PermissionFunction> Functions(JsonElement element, string path, HashSet<string> databases)
    {
        var functions = new List<PermissionFunction>();
        foreach (var (name, value) in Named(element, path))
            functions.Add(Function(name, value, $"{path}.{name}", databases));
        return functions;
    }

    private PermissionFunction Function(string name, JsonElement element, string path, HashSet<string> databases)
    {
        var members = Members(element, path, FunctionMembers);
        if (members.TryGetValue("description", out var description))
            Text(description, $"{path}.description", mayHaveAsterisk: true);
        var roles = Roles(members, path);
        var users = Users(Required(members, path, "users"), $"{path}.users", databases);
        foreach (var (role, (database, user)) in from role in roles from pair in users from user in pair.Value select (role, (pair.Key, user)))
            if (!_seen.TryAdd((role, database, user), name))
                throw Refused(path, $"lets {role} log in as '{user}' to '{database}', and so does '{_seen[(role, database, user)]}'; leave it to one of them, so that its terms are clear");
        return new PermissionFunction(
            name, roles, users, Lifetime(Required(members, path, "maxLifetime"), $"{path}.maxLifetime"), Flag(Required(members, path, "reasonRequired"), $"{path}.reasonRequired"));
    }

    private HashSet<string> Roles(Dictionary<string, JsonElement> members, string path)
    {
        var roles = new HashSet<string>(StringComparer.Ordinal);
        if (members.TryGetValue("permissionSets", out var permissionSets))
            foreach (var (text, at) in Texts(permissionSets, $"{path}.permissionSets"))
                roles.Add(SigningRole.IsPermissionSet(text)
                    ? text
                    : throw Refused(at, $"is '{text}', which is no permission set; write account/name, like '123456789012/db-readonly'"));
        if (members.TryGetValue("roles", out var arns))
            foreach (var (text, at) in Texts(arns, $"{path}.roles"))
            {
                if (SigningRole.PermissionSetOf(text) is { } permissionSet)
                    throw Refused(at, $"is the role of a permission set; write '{permissionSet}' into permissionSets instead");
                if (!SigningRole.IsRoleArn(text))
                    throw Refused(at, $"is '{text}', which is no role; write its ARN, like 'arn:aws:iam::123456789012:role/orders'");
                roles.Add(text);
            }

        return roles.Count > 0 ? roles : throw Refused(path, "is nobody's; name permissionSets, or roles");
    }

    private Dictionary<string, IReadOnlySet<string>> Users(JsonElement element, string path, HashSet<string> databases)
    {
        var users = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in Named(element, path))
        {
            if (!databases.Contains(name))
                throw Refused($"{path}.{name}", "is no database of this map; add it to $.databases with its endpoints, or correct the name");
            users.Add(name, Texts(value, $"{path}.{name}").Select(static t => t.Text).ToHashSet(StringComparer.Ordinal));
        }

        return users;
    }

    private JitConfigurationException Refused(string path, string problem, Exception? cause = null) => new(
        $"The permission map '{file}' is refused: {ServerText.Clean(path)} {problem}.", cause);
}
