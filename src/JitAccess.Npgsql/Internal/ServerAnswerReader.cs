using System.Diagnostics;

namespace JitAccess.Internal;

/// <summary>Reads the server's text off Npgsql's activity; it goes into no log, for a server may repeat what it was sent.</summary>
internal static class ServerAnswerReader
{
    public static ServerAnswer Read(Activity activity) => Classify(TextOf(activity));

    /// <summary>Says whether the server named a user; which it quotes in every language.</summary>
    public static bool Names(Activity activity, string userName) => TextOf(activity).Contains($"\"{userName}\"", StringComparison.Ordinal);

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
