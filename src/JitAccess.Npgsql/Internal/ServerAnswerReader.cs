using System.Diagnostics;

namespace JitAccess.Internal;

/// <summary>Reads the server's text off Npgsql's activity; it goes into no log, for a server may repeat what it was sent.</summary>
internal static class ServerAnswerReader
{
    public static ServerAnswer Read(Activity activity) => Classify(TextOf(activity));

    /// <summary>Says whether the server named a user, in whatever language and quotes.</summary>
    public static bool Names(Activity activity, string userName) => Names(TextOf(activity), userName);

    /// <summary>Says whether a text names a user, and not one whose name is longer.</summary>
    public static bool Names(string text, string userName)
    {
        for (var at = text.IndexOf(userName, StringComparison.Ordinal); at >= 0; at = text.IndexOf(userName, at + 1, StringComparison.Ordinal))
            if (!(at > 0 && IsPartOfAName(text[at - 1])) && !(at + userName.Length < text.Length && IsPartOfAName(text[at + userName.Length])))
                return true;
        return false;

        static bool IsPartOfAName(char c) => char.IsLetterOrDigit(c) || c is '-' or '_' or '.';
    }

    public static ServerAnswer Classify(string text)
    {
        if (Has("no pg_hba.conf entry") || Has("pg_hba.conf rejects"))
            return Has("no encryption") || Has("SSL off") ? ServerAnswer.NoRuleWithoutTls : ServerAnswer.NoRule;
        if (Has("PAM authentication failed") || Has("LDAP authentication failed"))
            return ServerAnswer.CredentialRefused;
        if (Has("password authentication failed"))
            return ServerAnswer.PasswordRefused;
        if (Has("is not permitted to log in"))
            return ServerAnswer.RoleMayNotLogIn;
        return Has("role \"") && Has("does not exist") ? ServerAnswer.RoleMissing : ServerAnswer.Unknown;

        bool Has(string part) => text.Contains(part, StringComparison.Ordinal);
    }

    private static string TextOf(Activity activity)
    {
        foreach (var e in activity.Events)
            if (e.Name == "exception")
                foreach (var (name, value) in e.Tags)
                    if (name == "exception.message")
                        return value as string ?? "";

        return "";
    }
}
