using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Detection;

/// <summary>Finds <c>Persist Security Info=true</c>.</summary>
internal static class PersistedSecurityInfo
{
    private static readonly string[] Keys = ["Persist Security Info", "PersistSecurityInfo"];

    public static bool MayHold(string text) =>
        text.Length > 20 && text.IndexOf('=') > 0 && text.IndexOf("Persist", StringComparison.OrdinalIgnoreCase) >= 0;

    public static IEnumerable<TextSpan> Find(string text)
    {
        foreach (var key in Keys)
            for (var at = text.IndexOf(key, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(key, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                var value = at + key.Length;
                while (value < text.Length && text[value] is ' ' or '=')
                    value++;
                foreach (var on in (string[])["true", "yes"])
                    if (value > at + key.Length && string.Compare(text, value, on, 0, on.Length, StringComparison.OrdinalIgnoreCase) == 0)
                        yield return TextSpan.FromBounds(at, value + on.Length);
            }
    }
}
