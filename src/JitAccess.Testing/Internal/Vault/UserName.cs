using System.Globalization;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>The names of users: <c>v-{who}-{role}-{random}-{time}</c>.</summary>
internal static class UserName
{
    private const int Longest = 63;
    private const int Part = 8;

    public static string New(string displayName, string roleName, DateTimeOffset now)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture, $"v-{Cut(displayName, Part)}-{Cut(roleName, Part)}-{RandomText.Letters(20)}-{now.ToUnixTimeSeconds()}");
        return Cut(name, Longest);
    }

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;
}
