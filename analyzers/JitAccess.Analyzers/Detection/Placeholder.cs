namespace JitAccess.Analyzers.Detection;

/// <summary>What stands where a password will stand: brackets of a template, masks, and words that say so.</summary>
/// <remarks>Words count as a whole value only. A test for a part of a word would pass over <c>Barrow…</c> and <c>Interchange…</c>, which are passwords.</remarks>
internal static class Placeholder
{
    // One of these words makes the value a placeholder whatever digits and signs stand beside it.
    private static readonly HashSet<string> Telling = new(StringComparer.Ordinal)
    {
        "placeholder", "changeme", "changeit", "example", "sample", "dummy", "fake", "redacted", "masked", "omitted", "removed", "hidden", "tbd", "todo",
        "yourpassword", "yourstrong", "yourstrongpassword", "mypassword", "replaceme", "notused", "unused", "ignored", "obfuscated", "censored", "fixme",
        "foobar", "canary", "canaries",
    };

    // Values made of these words only.
    private static readonly HashSet<string> Vocabulary = new(StringComparer.Ordinal)
    {
        "password", "passwd", "pwd", "pass", "pw", "psw", "secret", "my", "your", "the", "a", "an", "change", "me", "it", "this", "replace", "set", "here",
        "insert", "enter", "put", "fill", "in", "user", "db", "database", "value", "from", "env", "environment", "variable", "key", "vault", "keyvault",
        "some", "any", "test", "testing", "foo", "bar", "baz", "none", "null", "nil", "empty", "na", "not", "no", "real", "string", "super", "strong",
        "top", "very", "secure", "token", "credential", "credentials", "config", "configuration", "by", "to", "be", "is", "of", "for", "and", "with", "on",
        "default", "invalid", "wrong", "bad", "good", "valid", "new", "old", "other", "another", "correct", "incorrect", "missing", "unknown", "random",
        "generated", "provided", "local", "dev", "development", "x", "p", "xx", "xxx", "abc", "login", "word", "true", "false", "yes", "undefined", "hunter",
        "server", "service", "managed", "identity", "iam", "rotated", "jit", "static", "plain", "text", "host", "name", "username", "u", "s", "t", "h",
        "whatever", "probe", "trial", "something", "anything", "nothing", "never", "used", "using", "secrets", "manager", "store", "see", "below", "above", "required", "optional",
    };

    private static readonly string[] References =
    [
        "arn:aws:secretsmanager:", "arn:aws:ssm:", "@microsoft.keyvault(", "op://", "vault:", "vault[", "{cipher}", "enc(", "enc[", "encrypted:",
        "secretref:", "file:", "env:", "ssm:", "aws-sm:", "keyvault:", "config:", "configuration[", "config[", "process.env", "getenv(", "resolve:",
        "urn:", "http://", "https://", "base64:<", "dpapi:", "secret://", "awssm://", "gcpsm:", "projects/", "ref+", "kv:", "akv://", "dapr:", "sops:",
    ];

    /// <summary>Says whether a value stands for a password rather than being one.</summary>
    public static bool Is(string value)
    {
        var text = value.Trim();
        if (text.Length <= 2 || CharacterRuns.IsOneCharacter(text) || IsTemplate(text) || IsReference(text))
            return true;
        var words = Words.Of(text);
        if (words.Count == 0)
            return IsPunctuation(text);
        // "Your_password123" and "replace-with-…" explain themselves, whatever follows.
        if (words[0] is "your" or "yours" or "replace" or "insert" or "changeme" or "placeholder" || (words[0] is "change" or "set" or "put" or "fill" && words.Count > 1 && IsPointer(words[1])))
            return true;
        var isVocabulary = !HasDigitWord(words);
        foreach (var word in words)
        {
            if (Telling.Contains(word))
                return true;
            isVocabulary &= Vocabulary.Contains(word) || (word.Length > 2 && CharacterRuns.IsOneCharacter(word));
        }

        return isVocabulary || IsTestWord(words);
    }

    private static bool IsPointer(string word) => word is "me" or "it" or "this" or "in" or "by" or "via" or "here" or "the" or "your" or "to" or "before" or "for" or "from" or "with" or "on" or "at";

    // "test", "test123", "Testing1!": whoever writes it tests.
    private static bool IsTestWord(List<string> words)
    {
        if (words[0] is not ("test" or "testing" or "tests" or "abc"))
            return false;
        for (var i = 1; i < words.Count; i++)
            if (!char.IsDigit(words[i][0]) && !Vocabulary.Contains(words[i]))
                return false;
        return true;
    }

    private static bool HasDigitWord(List<string> words)
    {
        foreach (var word in words)
            if (char.IsDigit(word[0]))
                return true;
        return false;
    }

    private static bool IsTemplate(string text)
    {
        char first = text[0], last = text[text.Length - 1];
        if (IsEnclosed(first, last) || first is '@' or ':' && IsIdentifier(text, 1) || first == '$' && IsIdentifier(text, 1) && !HasDigit(text))
            return true;
        if (text.StartsWith("__", StringComparison.Ordinal) && text.EndsWith("__", StringComparison.Ordinal))
            return true;
        if (text.IndexOf("...", StringComparison.Ordinal) >= 0 || text.IndexOf('…') >= 0 || text.IndexOf("***", StringComparison.Ordinal) >= 0)
            return true;
        if (text.IndexOf("xxxx", StringComparison.OrdinalIgnoreCase) >= 0 || text.IndexOf('•') >= 0)
            return true;
        return HasPair(text, "${", "}") || HasPair(text, "$(", ")") || HasPair(text, "#{", "}") || HasPair(text, "{{", "}}") || HasPair(text, "<%", "%>")
            || HasPair(text, "$env:", "") || HasFormatItem(text) || HasPair(text, "<", ">") && IsWordsBetween(text);
    }

    private static bool IsEnclosed(char first, char last) => (first, last) is ('<', '>') or ('{', '}') or ('[', ']') or ('%', '%') or ('(', ')') or ('`', '`') or ('#', '#');

    private static bool IsReference(string text)
    {
        foreach (var reference in References)
            if (text.StartsWith(reference, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static bool IsPunctuation(string text)
    {
        foreach (var c in text)
            if (char.IsLetterOrDigit(c))
                return false;
        return true;
    }

    private static bool HasPair(string text, string open, string close)
    {
        var start = text.IndexOf(open, StringComparison.OrdinalIgnoreCase);
        return start >= 0 && text.IndexOf(close, start + open.Length, StringComparison.Ordinal) >= 0;
    }

    private static bool IsWordsBetween(string text)
    {
        var open = text.IndexOf('<');
        return IsIdentifier(text.Substring(0, text.IndexOf('>', open)), open + 1);
    }

    // {0}, {Password}, {password:X}
    private static bool HasFormatItem(string text)
    {
        for (var open = text.IndexOf('{'); open >= 0; open = text.IndexOf('{', open + 1))
        {
            var close = text.IndexOf('}', open);
            if (close > open + 1 && (char.IsLetterOrDigit(text[open + 1]) || text[open + 1] is '@' or '_'))
                return true;
        }

        return false;
    }

    private static bool HasDigit(string text)
    {
        foreach (var c in text)
            if (char.IsDigit(c))
                return true;
        return false;
    }

    private static bool IsIdentifier(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
            if (!char.IsLetterOrDigit(text[i]) && text[i] is not ('_' or '-' or ' ' or '.'))
                return false;
        return text.Length > start;
    }
}
