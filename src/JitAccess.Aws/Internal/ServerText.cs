namespace JitAccess.Aws.Internal;

/// <summary>Prepares text from elsewhere for a message: short, on one line, without control characters.</summary>
internal static class ServerText
{
    private const int MaxLength = 512;

    public static string Clean(string text)
    {
        var cut = text.Length <= MaxLength ? text : text[..MaxLength] + "…";
        return string.Create(cut.Length, cut, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = char.IsControl(source[i]) ? ' ' : source[i];
        }).Trim();
    }
}
