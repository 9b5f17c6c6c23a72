namespace JitAccess.Analyzers.Tests.Verifying;

/// <summary>Invented secrets. They are put together here, at run time, so that no file of the repository holds one.</summary>
internal static class Secrets
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>Gets the id of a key that lives until somebody deletes it.</summary>
    public static string KeyId { get; } = "AK" + "IA" + "Q" + Draw(Base32, 15, 7);

    /// <summary>Gets the id of a key that STS has issued.</summary>
    public static string SessionKeyId { get; } = "AS" + "IA" + "R" + Draw(Base32, 15, 11);

    public static string SecretKey { get; } = Draw(Base64, 38, 5) + "a7";

    public static string SessionToken { get; } = "IQo" + "Jb3JpZ2luX2Vj" + Draw(Base64, 300, 3);

    public static string Password { get; } = string.Concat("Barrow", "-", "12k");

    public static string OtherPassword { get; } = string.Concat("Inter", "change", "_5x", "!");

    public static string ExampleKeyId { get; } = "AKIA" + "IOSFODNN7" + "EXAMPLE";

    public static string ExampleSecretKey { get; } = "wJalrXUtnFEMI/" + "K7MDENG/" + "bPxRfiCY" + "EXAMPLEKEY";

    /// <summary>A connection string as applications have them, with a password.</summary>
    public static string ConnectionString { get; } = $"Host=orders-db.internal;Database=orders;Username=orders_app;{Keyword}={Password}";

    /// <summary>Gets the keyword, for sources that are put together here too.</summary>
    public static string Keyword => "Pass" + "word";

    public static string Draw(string alphabet, int length, int seed)
    {
        // A generator of its own: the same text in each run, on each version of the runtime.
        var state = (uint)seed;
        return string.Create(length, alphabet, (span, letters) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                state = (state * 1664525) + 1013904223;
                span[i] = letters[(int)((state >> 8) % (uint)letters.Length)];
            }
        });
    }
}
