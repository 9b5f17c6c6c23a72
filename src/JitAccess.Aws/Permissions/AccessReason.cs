using System.Globalization;
using System.Text;
using JitAccess.Aws.Identity;

namespace JitAccess.Aws.Permissions;

/// <summary>Why somebody needs access, for the audit: a text of the options, or what a delegate says at each mint.</summary>
internal sealed class AccessReason(string? text, Func<CancellationToken, ValueTask<string>>? ask)
{
    public const int MinLength = 8;
    public const int MaxLength = 256;

    /// <summary>Returns the reason; nothing where none is given.</summary>
    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken)
    {
        var given = ask is null ? text : await UserDelegate.CallAsync(ask, "UseReason()", cancellationToken).ConfigureAwait(false);
        return string.IsNullOrWhiteSpace(given) ? null : given.Trim();
    }

    /// <summary>Returns what is wrong with a reason, without repeating it: who writes anything may write a secret.</summary>
    public static string? Fault(string reason)
    {
        if (reason.Length is < MinLength or > MaxLength)
            return string.Create(CultureInfo.InvariantCulture, $"has {reason.Length} characters; write {MinLength} to {MaxLength}");
        for (var i = 0; i < reason.Length;)
        {
            if (!Rune.TryGetRuneAt(reason, i, out var rune) || !IsPrinted(rune))
                return string.Create(CultureInfo.InvariantCulture,
                    $"has U+{(int)reason[i]:X4} as character {i + 1}; write printable characters on one line, for it is read in a log");
            i += rune.Utf16SequenceLength;
        }

        return null;
    }

    // Neither what breaks a line of a log nor what makes it read otherwise than it is written.
    private static bool IsPrinted(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
