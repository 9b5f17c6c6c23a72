using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JitAccess.Aws.Permissions;

internal sealed partial class PermissionMapReader
{
    // No ARN of a role is longer.
    private const int MaxTextLength = 1024;

    /// <summary>Returns the members of an object, each of them known and there once.</summary>
    private Dictionary<string, JsonElement> Members(JsonElement element, string path, string[] known)
    {
        var members = Distinct(element, path);
        foreach (var name in members.Keys)
            if (!known.Contains(name, StringComparer.Ordinal))
                throw Refused($"{path}.{name}", $"is not known; known are {string.Join(", ", known)}");
        return members;
    }

    /// <summary>Returns the members of an object whose names are the author's, at least one.</summary>
    private Dictionary<string, JsonElement> Named(JsonElement element, string path)
    {
        var members = Distinct(element, path);
        foreach (var name in members.Keys)
        {
            RefuseWildcard(name, $"{path}.{name}");
            if (!Name().IsMatch(name))
                throw Refused($"{path}.{name}", "is no name; use 1 to 63 letters, digits and characters of ._- and begin with a letter or digit");
        }

        return members.Count > 0 ? members : throw Refused(path, "is empty; add an entry");
    }

    private Dictionary<string, JsonElement> Distinct(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Refused(path, "is no object; write { }");
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
            if (!members.TryAdd(member.Name, member.Value))
                throw Refused($"{path}.{member.Name}", "is there twice; remove one, for readers differ in which of them counts");
        return members;
    }

    private JsonElement Required(Dictionary<string, JsonElement> members, string path, string name) =>
        members.TryGetValue(name, out var value) ? value : throw Refused($"{path}.{name}", "is missing; add it");

    /// <summary>Returns the texts of a list, at least one and each once, with their paths.</summary>
    private List<(string Text, string Path)> Texts(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() == 0)
            throw Refused(path, "is no list with something in it; write [\"…\"]");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var texts = new List<(string Text, string Path)>();
        foreach (var item in element.EnumerateArray())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{texts.Count}]");
            var text = Text(item, at);
            if (!seen.Add(text))
                throw Refused(at, $"says '{text}' for the second time; remove it");
            texts.Add((text, at));
        }

        return texts;
    }

    private string Text(JsonElement element, string path, bool mayHaveAsterisk = false)
    {
        if (element.ValueKind != JsonValueKind.String || element.GetString() is not { Length: > 0 and <= MaxTextLength } text || text.Any(char.IsControl))
            throw Refused(path, $"is no text of 1 to {MaxTextLength} characters without control characters; write \"…\"");
        if (!mayHaveAsterisk)
            RefuseWildcard(text, path);
        return text;
    }

    private void RefuseWildcard(string text, string path)
    {
        if (text.AsSpan().ContainsAny('*', '?'))
            throw Refused(path, "has a wildcard; name each one, so that a review sees what it allows");
    }

    private TimeSpan Lifetime(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.String
        && TimeSpan.TryParseExact(element.GetString(), @"hh\:mm\:ss", CultureInfo.InvariantCulture, out var lifetime)
        && lifetime >= PermissionMapDefaults.MinLifetime && lifetime <= PermissionMapDefaults.MaxLifetime
            ? lifetime
            : throw Refused(path, $"is no duration; write hh:mm:ss, \"{PermissionMapDefaults.MinLifetime}\" to \"{PermissionMapDefaults.MaxLifetime}\"");

    private bool Flag(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refused(path, "is neither true nor false; write one of them"),
    };

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
