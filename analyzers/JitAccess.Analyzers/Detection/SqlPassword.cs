using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Detection;

/// <summary>Finds the password in a statement that makes a login: <c>CREATE ROLE … PASSWORD '…'</c>, <c>CREATE USER … IDENTIFIED BY '…'</c>.</summary>
internal static class SqlPassword
{
    private static readonly string[] Before = ["PASSWORD '", "IDENTIFIED BY '", "PASSWORD N'"];
    private static readonly string[] Statements = ["ROLE ", "USER ", "LOGIN "];

    public static bool MayHoldPassword(string text)
    {
        if (text.IndexOf('\'') < 0)
            return false;
        foreach (var words in Before)
            if (text.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0)
                return true;
        return false;
    }

    public static void FindPasswords(string text, List<FoundPassword> found)
    {
        foreach (var words in Before)
            for (var at = text.IndexOf(words, StringComparison.OrdinalIgnoreCase); at > 0; at = text.IndexOf(words, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                var start = at + words.Length;
                var end = start < text.Length ? text.IndexOf('\'', start) : -1;
                if (end < 0 || !MakesLogin(text, at))
                    continue;
                var value = text.Substring(start, end - start);
                if (!PasswordShape.IsHash(value))
                    found.Add(new FoundPassword(TextSpan.FromBounds(start, end), value, Surroundings.Connection, hosts: null));
            }
    }

    private static bool MakesLogin(string text, int at)
    {
        foreach (var statement in Statements)
            if (text.LastIndexOf(statement, at, StringComparison.OrdinalIgnoreCase) >= 0)
                return true;
        return false;
    }
}
