namespace JitAccess.Analyzers.Detection;

/// <summary>Names of things that hold a password: the noun they end in says so, which <c>PasswordLabel</c> and <c>ResetPasswordUrl</c> fail.</summary>
internal static class PasswordName
{
    private static readonly HashSet<string> Nouns = new(StringComparer.Ordinal)
    {
        "password", "passwd", "pwd", "psw", "passphrase", "passwort", "pgpassword", "sslpassword", "userpassword", "dbpassword", "rootpassword",
        "adminpassword", "sapassword", "mysqlpwd", "dbpwd", "dbpass", "dbpasswd",
    };

    // Too common to mean a password by themselves: a render pass, a picture's width.
    private static readonly HashSet<string> ShortNouns = new(StringComparer.Ordinal) { "pass", "pw" };

    private static readonly HashSet<string> Owners = new(StringComparer.Ordinal)
    {
        "db", "database", "user", "admin", "root", "sa", "sql", "pg", "postgres", "postgresql", "mysql", "mssql", "oracle", "redis", "rabbit",
        "rabbitmq", "mq", "mongo", "mongodb", "smtp", "mail", "email", "ftp", "sftp", "ldap", "service", "svc", "login", "account", "master", "server",
        "owner", "app", "conn", "connection", "default", "amqp", "broker", "proxy", "reader", "writer", "prod", "replication", "vault",
    };

    // What may stand behind the noun without changing what it is.
    private static readonly HashSet<string> Qualifiers = new(StringComparer.Ordinal)
    {
        "value", "text", "plain", "plaintext", "clear", "cleartext", "literal", "default", "fallback", "prod", "production", "dev", "development", "staging",
        "stage", "live", "qa", "uat", "test", "local", "current", "old", "new", "primary", "secondary", "backup", "temp",
        "raw", "string", "str", "bytes", "chars", "utf",
    };

    // A verb or a judgement before the noun makes it an action or a message.
    private static readonly HashSet<string> Actions = new(StringComparer.Ordinal)
    {
        "forgot", "forgotten", "reset", "change", "changed", "invalid", "wrong", "missing", "expired", "confirm", "require", "requires", "required", "has",
        "is", "show", "hide", "validate", "incorrect", "weak", "unknown", "bad", "enter", "verify", "recover", "by", "via", "no", "without", "with", "type",
        "kind", "mode", "grant", "use", "uses", "allow", "strong", "empty", "blank", "hashed", "encrypted", "masked", "encoded", "redacted", "key",
    };

    /// <summary>The cheap question that comes first: no allocation, and nearly always no.</summary>
    public static bool MayMatch(string name)
    {
        for (var i = 0; i < name.Length - 1; i++)
            if ((name[i] | 0x20) == 'p' && (name[i + 1] | 0x20) is 'a' or 'w' or 's' && LooksLikeNoun(name, i))
                return true;
        return false;
    }

    /// <summary>Says whether a name is that of a password: an identifier, a key of configuration, an environment variable, an option.</summary>
    public static bool Matches(string name)
    {
        if (name.Length is < 2 or > 120 || !MayMatch(name))
            return false;
        var words = Words.Of(name);
        var last = words.Count - 1;
        while (last > 0 && (Qualifiers.Contains(words[last]) || char.IsDigit(words[last][0])))
            last--;
        if (last < 0)
            return false;
        // "pass word", as in "PassWord" and "PASS_WORD".
        var noun = words[last] == "word" && last > 0 && words[last - 1] == "pass" ? "password" : words[last];
        var before = noun == words[last] ? last - 1 : last - 2;
        if (ShortNouns.Contains(noun))
            return (before >= 0 && Owners.Contains(words[before])) || words.Count == 1;
        if (!Nouns.Contains(noun) && !EndsInNoun(noun))
            return false;
        for (var i = 0; i <= before; i++)
            if (Actions.Contains(words[i]))
                return false;
        return true;
    }

    // "MYSQLPASSWORD", "dbpassword": nothing marks the border of the words, so only the end can tell.
    private static bool EndsInNoun(string word) =>
        word.EndsWith("password", StringComparison.Ordinal) || word.EndsWith("passwd", StringComparison.Ordinal) || word.EndsWith("pwd", StringComparison.Ordinal);

    private static bool LooksLikeNoun(string name, int at) =>
        StartsWith(name, at, "pass") || StartsWith(name, at, "pwd") || StartsWith(name, at, "psw") || StartsWith(name, at, "pw");

    private static bool StartsWith(string name, int at, string noun) =>
        at + noun.Length <= name.Length && string.Compare(name, at, noun, 0, noun.Length, StringComparison.OrdinalIgnoreCase) == 0;
}
