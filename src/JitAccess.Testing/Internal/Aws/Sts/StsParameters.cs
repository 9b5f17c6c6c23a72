using System.Globalization;
using System.Text.RegularExpressions;
using JitAccess.Testing.Internal.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace JitAccess.Testing.Internal.Aws.Sts;

/// <summary>The parameters of the query protocol, judged as they are read, in the words of STS.</summary>
internal sealed partial class StsParameters
{
    private const int MaxTags = 50;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public StsParameters(EmulatorCall call)
    {
        foreach (var source in (string[])[call.RawQuery, call.Text])
            foreach (var (name, values) in QueryHelpers.ParseQuery(source))
                if (values.Count != 1 || !_values.TryAdd(name, values[0] ?? ""))
                    throw new AwsRefusalException(400, "MalformedQueryString", "The query string contains a syntax error.");
    }

    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Reads a text that must be there.</summary>
    /// <param name="name">The name as it is sent.</param>
    /// <param name="least">The least length.</param>
    /// <param name="most">The greatest length.</param>
    /// <param name="isSecret">Whether a refusal must not repeat the value.</param>
    public string Required(string name, int least, int most, bool isSecret = false) =>
        Text(name, least, most, isSecret) ?? throw Invalid(name, "null", "Member must not be null");

    public string? Text(string name, int least, int most, bool isSecret = false)
    {
        if (this[name] is not { } value)
            return null;
        var shown = isSecret ? "(hidden)" : $"'{value}'";
        if (value.Length < least)
            throw Invalid(name, shown, $"Member must have length greater than or equal to {least}");
        return value.Length <= most ? value : throw Invalid(name, shown, $"Member must have length less than or equal to {most}");
    }

    /// <summary>Reads a name such as that of a session.</summary>
    public string? Name(string name, int most = 64)
    {
        var value = Text(name, 2, most);
        return value is null || NamePattern().IsMatch(value)
            ? value
            : throw Invalid(name, $"'{value}'", "Member must satisfy regular expression pattern: [\\w+=,.@-]*");
    }

    public string SessionName() => Name("RoleSessionName") ?? throw Invalid("RoleSessionName", "null", "Member must not be null");

    /// <summary>Reads the ARN of a role.</summary>
    public AwsArn RoleArn()
    {
        var text = Required("RoleArn", 20, 2048);
        return AwsArn.Parse(text) is { Kind: "role" } arn ? arn : throw new AwsRefusalException(400, "ValidationError", $"{text} is invalid");
    }

    /// <summary>Reads how long a session is to last.</summary>
    public TimeSpan Duration()
    {
        const int Least = 900;
        const int Most = 43200;
        if (this["DurationSeconds"] is not { } text)
            return TimeSpan.FromHours(1);
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            throw new AwsRefusalException(400, "MalformedInput", "DurationSeconds is no number");
        if (seconds < Least)
            throw Invalid("DurationSeconds", $"'{seconds}'", $"Member must have value greater than or equal to {Least}");
        return seconds <= Most
            ? TimeSpan.FromSeconds(seconds)
            : throw Invalid("DurationSeconds", $"'{seconds}'", $"Member must have value less than or equal to {Most}");
    }

    public SessionPolicy? Policy()
    {
        if (_values.Keys.Any(static k => k.StartsWith("PolicyArns.", StringComparison.Ordinal)))
            throw new AwsRefusalException(400, "ValidationError", "This emulator knows no managed policies: give the session policy itself.");
        return SessionPolicy.Parse(Text("Policy", 1, int.MaxValue));
    }

    /// <summary>Reads the session tags.</summary>
    public IReadOnlyDictionary<string, string> Tags()
    {
        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 1; this[$"Tags.member.{i}.Key"] is { } key; i++)
        {
            var value = this[$"Tags.member.{i}.Value"] ?? "";
            if (key.Length is 0 or > 128 || value.Length > 256 || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw new AwsRefusalException(400, "ValidationError", $"Tag {i} is no session tag: keys have 1 to 128 characters and do not begin with aws:, values 256 at most.");
            if (!tags.TryAdd(key, value))
                throw new AwsRefusalException(400, "InvalidParameterValue", "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
        }

        return tags.Count <= MaxTags ? tags : throw Invalid("Tags", $"{tags.Count}", $"Member must have length less than or equal to {MaxTags}");
    }

    public IReadOnlyList<string> TransitiveTagKeys()
    {
        var keys = new List<string>();
        for (var i = 1; this[$"TransitiveTagKeys.member.{i}"] is { } key; i++)
            keys.Add(key);
        return keys;
    }

    private static AwsRefusalException Invalid(string name, string value, string constraint) => new(400, "ValidationError",
        $"1 validation error detected: Value {value} at '{char.ToLowerInvariant(name[0])}{name[1..]}' failed to satisfy constraint: {constraint}");

    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@-]+$")]
    private static partial Regex NamePattern();
}
