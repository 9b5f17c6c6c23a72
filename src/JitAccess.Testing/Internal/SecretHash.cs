using System.Security.Cryptography;
using System.Text;

namespace JitAccess.Testing.Internal;

/// <summary>What secrets are kept and found by: a hash, so that no store holds one and the time of a search tells nothing of it.</summary>
internal static class SecretHash
{
    public static string Of(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static bool Fits(string secret, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Of(secret)), Encoding.ASCII.GetBytes(hash));
}
