using System.Globalization;
using System.Reflection;
using System.Text;
using JitAccess.Aws;
using JitAccess.Testing;
using JitAccess.Vault;
using Microsoft.Extensions.Logging;

namespace JitAccess.DocumentationTests.Generated;

/// <summary>Writes the table of log events from the methods that log them.</summary>
internal static class EventsTable
{
    private static readonly Assembly[] Packages =
        [typeof(JitCredential).Assembly, typeof(RdsIamOptions).Assembly, typeof(VaultOptions).Assembly, typeof(JitDatabase).Assembly, typeof(RdsIamPostgres).Assembly];

    public static IReadOnlyList<LoggerMessageAttribute> Events { get; } =
    [
        .. Packages.SelectMany(a => a.GetTypes()).SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().OrderBy(e => e.EventId),
    ];

    public static string Write()
    {
        var text = new StringBuilder("| Id | Name | Level | Message |\n|---|---|---|---|\n");
        foreach (var e in Events)
            text.Append(CultureInfo.InvariantCulture, $"| {e.EventId} | `{e.EventName}` | {e.Level} | {e.Message.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        return text.ToString();
    }
}
