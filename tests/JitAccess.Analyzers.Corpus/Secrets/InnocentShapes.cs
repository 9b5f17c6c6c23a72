namespace JitAccess.Analyzers.Corpus.Secrets;

/// <summary>Random text that is no secret, and would look like one in a repository.</summary>
internal static class InnocentShapes
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Create(string generator, Random random) => generator switch
    {
        "md5" => Hex(random, 16),
        "sha1" => Hex(random, 20),
        "sha256" => Hex(random, 32),
        "sha512" => Hex(random, 64),
        "integrity" => "sha512-" + Base64(random, 64),
        "digest" => Base64(random, 32),
        "cursor" => Base64(random, 30),
        "sha1base64" => Base64(random, 20),
        "png" => "iVBORw0KGgo" + Base64(random, 90),
        "cert" => "MIID" + Base64(random, 120).TrimEnd('='),
        "cipher" => "AQICAHh" + Base64(random, 60),
        "guid" => Guid(random).ToString(),
        "guidn" => Guid(random).ToString("N"),
        "roleid" => "AROA" + Id(random, 17),
        "userid" => "AIDA" + Id(random, 17),
        "publickeyid" => "APKA" + Id(random, 16),
        "localkey" => "LKIA" + Id(random, 16),
        "keyidmask" => "AKIA" + new string('X', 16),
        "ulid" => "01" + Id(random, 24),
        "session" => "IQoJb3JpZ2luX2Vj" + Base64(random, 300),
        _ => throw new FormatException($"There is no generator of innocents called {generator}."),
    };

    private static string Hex(Random random, int bytes) => Convert.ToHexStringLower(Bytes(random, bytes));

    private static string Base64(Random random, int bytes) => Convert.ToBase64String(Bytes(random, bytes));

    private static string Id(Random random, int length) => new(random.GetItems<char>(Base32, length));

    private static Guid Guid(Random random) => new(Bytes(random, 16));

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
