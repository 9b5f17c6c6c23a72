using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Takes a password out of the source of a connection string: its pair, or what follows the user's name in an address.</summary>
internal static class PasswordRemoval
{
    /// <summary>What to delete so that the password that stands at a place is gone; null where the text around it is neither a pair nor an address.</summary>
    public static TextSpan? Of(SourceText source, TextSpan literal, TextSpan value)
    {
        int start = value.Start, end = value.End;
        if (start > literal.Start && end < literal.End && source[start - 1] is '\'' && source[end] == source[start - 1])
        {
            start--;
            end++;
        }

        while (start > literal.Start && source[start - 1] == ' ')
            start--;
        if (start <= literal.Start + 1)
            return null;
        return source[start - 1] switch
        {
            '=' => Pair(source, literal, start - 1, end),
            ':' when end < literal.End && source[end] == '@' => TextSpan.FromBounds(start - 1, end),
            _ => null,
        };
    }

    private static TextSpan? Pair(SourceText source, TextSpan literal, int equals, int end)
    {
        var start = equals;
        while (start > literal.Start && (char.IsLetter(source[start - 1]) || source[start - 1] is ' ' or '_'))
            start--;
        while (start < equals && source[start] == ' ')
            start++;
        var after = end;
        while (after < literal.End && source[after] == ' ')
            after++;
        // "…;Password=x;…" and "…;Password=x": one separator goes with the pair.
        if (after < literal.End && source[after] is ';' or ',')
            return TextSpan.FromBounds(start, after + 1);
        if (start > literal.Start && source[start - 1] is ';' or ',')
            return TextSpan.FromBounds(start - 1, end);
        return start > literal.Start && source[start - 1] is '&' or '?' ? null : TextSpan.FromBounds(start, end);
    }
}
