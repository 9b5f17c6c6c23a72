using System.Text.RegularExpressions;

namespace JitAccess.Playground.Tests;

/// <summary>What the page says, as the tests look for it.</summary>
internal static partial class Words
{
    [GeneratedRegex(@"^\d+ logins, the oldest credential .* old; 0 with one older than the target of 1 h\.$")]
    public static partial Regex Logins();

    [GeneratedRegex(@"^[1-9]\d* open at the server\.$")]
    public static partial Regex Sessions();

    [GeneratedRegex(@"^Generation \d+ serves \(early, in the background\)")]
    public static partial Regex Serves();

    [GeneratedRegex("^Rotate now: The service has another credential")]
    public static partial Regex Another();

    [GeneratedRegex(@"^Generation \d+ serves \(rotation was asked for\)")]
    public static partial Regex Asked();

    [GeneratedRegex("^Make the issuer fail: The issuer answers nobody from now on")]
    public static partial Regex Nobody();

    [GeneratedRegex(@"^The issuer answers again; it was asked \d+ times in vain")]
    public static partial Regex InVain();

    [GeneratedRegex("^The issuer answers again; ")]
    public static partial Regex AnswersAgain();

    [GeneratedRegex("^fresh$")]
    public static partial Regex Fresh();

    [GeneratedRegex("^Restart PostgreSQL: PostgreSQL is back")]
    public static partial Regex Back();

    [GeneratedRegex("^Theme: dark$")]
    public static partial Regex Dark();

    [GeneratedRegex("does not answer; trying again$")]
    public static partial Regex DoesNotAnswer();

    [GeneratedRegex("^Live$")]
    public static partial Regex Live();

    [GeneratedRegex("^Rotate now: (The service has another credential|It could not be done: the issuer is down. Nothing has changed.)")]
    public static partial Regex AnotherOrNothing();

    [GeneratedRegex(@"^Logins are v-approle-orders-\S+ from now on; sessions of v-approle-orders-\S+ end")]
    public static partial Regex AnotherUser();

    [GeneratedRegex("^Revoke: The service has another credential, and orders are served again")]
    public static partial Regex Served();

    [GeneratedRegex(@"^The keys of the service's role are revoked, .* PostgreSQL has ended [1-9]\d* sessions\.$")]
    public static partial Regex KeysRevoked();

    [GeneratedRegex(@"^Vault has revoked every lease of the service \(\d+\) and dropped the users\. PostgreSQL has ended [1-9]\d* sessions\.$")]
    public static partial Regex Ended();

    [GeneratedRegex(@"^[1-9]\d*$")]
    public static partial Regex Number();
}
