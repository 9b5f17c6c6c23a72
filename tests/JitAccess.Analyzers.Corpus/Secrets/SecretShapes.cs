using System.Globalization;
using System.Numerics;

namespace JitAccess.Analyzers.Corpus.Secrets;

/// <summary>How secrets look.</summary>
internal static class SecretShapes
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string Symbols = "!#*-_.+^~@?";

    // Some hold what scanners take for a placeholder: bar, test, foo, set, pass, admin, change. People choose them all the same.
    private static readonly string[] Words =
    [
        "Barrow", "Interchange", "Trespass", "Foothill", "Sunset", "Contest", "Badminton", "Harbour", "Lantern", "Crossbar", "Octopus",
        "Marmalade", "Thunder", "Velvet", "Granite", "Juniper", "Saffron", "Walrus", "Cobalt", "Tundra", "Compass", "Falcon", "Attestor",
        "Kestrel", "Orchard", "Pepper", "Quarry", "Rocket", "Spindle", "Teapot", "Umbrella", "Vortex", "Wagtail", "Zeppelin", "Bassoon",
    ];

    private static readonly string[] Seasons = ["Spring", "Summer", "Autumn", "Winter", "Sommer", "Herbst", "Welcome", "Monday"];

    public static IReadOnlyCollection<string> Passwords { get; } =
        ["human", "weak", "leet", "phrase", "machine", "long", "digits", "hex", "uri", "quoted", "xml", "json"];

    public static string Create(string shape, Random random) => shape switch
    {
        "akia" => "AKIA" + AccessKeyTail(random),
        "asia" => "ASIA" + AccessKeyTail(random),
        "secret" => Mixed(random, Base64, 40),
        "human" => Word(random) + Pick(random, "-_.!#*") + random.Next(10, 9999).ToString(CultureInfo.InvariantCulture) + Pick(random, "kxq!*#"),
        "weak" => Seasons[random.Next(Seasons.Length)] + random.Next(2016, 2027).ToString(CultureInfo.InvariantCulture) + Pick(random, "!#*."),
        "leet" => Word(random).ToLowerInvariant().Replace('a', '4').Replace('e', '3').Replace('o', '0') + random.Next(10, 99).ToString(CultureInfo.InvariantCulture),
        "phrase" => $"{Word(random)}-{Word(random)}-{Word(random)}".ToLowerInvariant() + $"-{random.Next(10, 99)}",
        "machine" => Mixed(random, Letters + Digits + Symbols, random.Next(16, 25)),
        "long" => Mixed(random, Letters + Digits, 32),
        "digits" => random.Next(1, 10).ToString(CultureInfo.InvariantCulture) + Text(random, Digits, 9),
        "hex" => Text(random, "0123456789abcdef", 32),
        "uri" => Uri.EscapeDataString(Mixed(random, Letters + Digits, 12) + Pick(random, "@/:#") + Mixed(random, Letters + Digits, 6)),
        "quoted" => $"'{Word(random)};{Mixed(random, Letters + Digits, 8)}='",
        "xml" => $"{Word(random)}&amp;{Mixed(random, Letters + Digits, 8)}&lt;",
        "json" => $"{Word(random)}\\u0026{Mixed(random, Letters + Digits, 8)}",
        _ => throw new FormatException($"There is no shape of secrets called {shape}."),
    };

    /// <summary>Sixteen base32 characters of 80 bits: one, 40 of an account id, the rest random.</summary>
    private static string AccessKeyTail(Random random)
    {
        var bits = (BigInteger.One << 79) | ((BigInteger)random.NextInt64(100_000_000_000, 1_000_000_000_000) << 39) | random.NextInt64(1L << 39);
        Span<char> tail = stackalloc char[16];
        for (var i = tail.Length - 1; i >= 0; i--, bits >>= 5)
            tail[i] = Base32[(int)(bits & 31)];
        return new(tail);
    }

    private static string Mixed(Random random, string alphabet, int length)
    {
        string text;
        do
            text = Text(random, alphabet, length);
        while (!char.IsLetterOrDigit(text[0]) || !text.Any(char.IsUpper) || !text.Any(char.IsLower) || !text.Any(char.IsDigit));
        return text;
    }

    private static string Text(Random random, string alphabet, int length) => new(random.GetItems<char>(alphabet, length));

    private static string Word(Random random) => Words[random.Next(Words.Length)];

    private static char Pick(Random random, string alphabet) => alphabet[random.Next(alphabet.Length)];
}
