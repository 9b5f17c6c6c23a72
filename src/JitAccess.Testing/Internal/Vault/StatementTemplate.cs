using System.Globalization;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Fills in a role's statements.</summary>
internal static class StatementTemplate
{
    /// <summary>What PostgreSQL's clock is ahead of a lease's end, so that a login does not fail before the lease does.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static string Fill(string statement, string name, string? password = null, DateTimeOffset? leaseEnd = null) => statement
        .Replace("{{name}}", Name(name), StringComparison.Ordinal)
        .Replace("{{username}}", Name(name), StringComparison.Ordinal)
        .Replace("{{password}}", password?.Replace("'", "''", StringComparison.Ordinal), StringComparison.Ordinal)
        .Replace("{{expiration}}", leaseEnd is { } end ? Expiration(end) : null, StringComparison.Ordinal);

    public static string Quote(string identifier) => $"\"{Name(identifier)}\"";

    private static string Name(string name) => name.Replace("\"", "\"\"", StringComparison.Ordinal);

    private static string Expiration(DateTimeOffset leaseEnd) =>
        (leaseEnd + Grace).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'+0000'", CultureInfo.InvariantCulture);
}
