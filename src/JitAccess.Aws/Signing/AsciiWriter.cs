using System.Globalization;
using System.Text;

namespace JitAccess.Aws.Signing;

/// <summary>Writes the pieces of a presigned request into a buffer that the caller has sized.</summary>
internal ref struct AsciiWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Position { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer[..Position];

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[Position..]);
        Position += bytes.Length;
    }

    public void Write(scoped ReadOnlySpan<char> ascii) => Position += Encoding.ASCII.GetBytes(ascii, _buffer[Position..]);

    public void WriteLower(scoped ReadOnlySpan<char> ascii)
    {
        Ascii.ToLower(ascii, _buffer[Position..], out var written);
        Position += written;
    }

    public void Write(int number)
    {
        number.TryFormat(_buffer[Position..], out var written, default, CultureInfo.InvariantCulture);
        Position += written;
    }

    public void Write(DateTime time, string format)
    {
        time.TryFormat(_buffer[Position..], out var written, format, CultureInfo.InvariantCulture);
        Position += written;
    }

    public void WriteHexLower(scoped ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, _buffer[Position..], out var written);
        Position += written;
    }

    /// <summary>Writes <paramref name="text"/> as SigV4 encodes it: everything but RFC 3986's unreserved characters is escaped.</summary>
    public void WriteEncoded(scoped ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && IsUnreserved((byte)rune.Value))
            {
                _buffer[Position++] = (byte)rune.Value;
                continue;
            }

            foreach (var value in utf8[..rune.EncodeToUtf8(utf8)])
            {
                _buffer[Position++] = (byte)'%';
                _buffer[Position++] = HexUpper(value >> 4);
                _buffer[Position++] = HexUpper(value & 0xF);
            }
        }
    }

    private static bool IsUnreserved(byte value) =>
        char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~';

    private static byte HexUpper(int nibble) => (byte)(nibble < 10 ? '0' + nibble : 'A' + nibble - 10);
}
