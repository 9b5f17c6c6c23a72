using System.Globalization;
using Playground.Orders;

namespace Playground.Board;

/// <summary>Says in a sentence what a log event of the service means.</summary>
internal static class Narrator
{
    // The first line of what the library says is enough here; the rest is for who mends it.
    private const int LongestText = 200;

    /// <returns>The sentence; <see langword="null"/> where nobody waits for it, as with each login that was accepted.</returns>
    public static string? Tell(LogLine line) => line.EventId switch
    {
        ServiceEvents.Refreshed => $"Generation {line["Generation"]} serves ({Reason(line)}), until {Time(line, "ExpiresAt")}.",
        ServiceEvents.RefreshFailed => $"A refresh failed ({Reason(line)}); the credential in hand goes on serving. Next attempt at {Time(line, "NextAttemptAt")}.",
        ServiceEvents.RefreshStillFailing => $"The refresh failed {line["Failures"]} times in a row. Next attempt at {Time(line, "NextAttemptAt")}.",
        ServiceEvents.RefreshRecovered => "Refreshes work again.",
        ServiceEvents.LoginRefused => $"PostgreSQL refused credential {line["CredentialId"]} of {line["Principal"]}; the next open brings another.",
        ServiceEvents.CredentialRevoked => $"Gave credential {line["CredentialId"]} of {line["Principal"]} up.",
        ServiceEvents.UserNameChanged => $"Logins are {line["UserName"]} from now on; sessions of {line["Before"]} end when they are returned.",
        ServiceEvents.RefusalExplained => null, // at length what LoginRefused has said
        _ when IsOurs(line) && line.LogLevel is "Warning" or "Error" or "Critical" => Cut(line.Message),
        _ => null,
    };

    private static bool IsOurs(LogLine line) => line.Category?.StartsWith("JitAccess", StringComparison.Ordinal) == true;

    private static string Reason(LogLine line) => line["Reason"] switch
    {
        "Initial" => "the first",
        "Advisory" => "early, in the background",
        "Mandatory" => "near the end of the one before",
        "Requested" => "rotation was asked for",
        "Invalidated" => "a login was refused",
        var other => other,
    };

    private static string Time(LogLine line, string name) =>
        DateTimeOffset.TryParse(line[name], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? $"{at.ToLocalTime():HH:mm:ss}"
            : "an unknown time";

    private static string? Cut(string? text) => text is { Length: > LongestText } ? text[..LongestText] + "…" : text;
}
