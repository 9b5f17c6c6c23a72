using System.Security.Cryptography;
using System.Text;

namespace JitAccess.Aws.Signing;

/// <summary>Derives SigV4 signing keys and keeps the latest one.</summary>
/// <remarks>
/// A derived key holds for one day, region and service, so that nearly every token of a database uses the same one. The cache is one
/// immutable entry behind one reference: concurrent signers may derive a key twice but never see half of one.
/// </remarks>
internal sealed class SigningKeyCache
{
    private const int MaxStackSeed = 256;
    private Entry? _latest;

    public ReadOnlySpan<byte> GetKey(AwsSigningCredentials credentials, DateOnly date, string region, AwsTokenService service)
    {
        var entry = Volatile.Read(ref _latest);
        if (entry is null || !entry.IsFor(credentials, date, region, service))
        {
            entry = new Entry(credentials.SecretKey, date, region, service, Derive(credentials.SecretKey, date, region, service));
            Volatile.Write(ref _latest, entry);
        }

        return entry.Key;
    }

    private static byte[] Derive(string secretKey, DateOnly date, string region, AwsTokenService service)
    {
        var maxSeed = "AWS4".Length + Encoding.UTF8.GetMaxByteCount(secretKey.Length);
        var seed = maxSeed <= MaxStackSeed ? stackalloc byte[MaxStackSeed] : new byte[maxSeed];
        "AWS4"u8.CopyTo(seed);
        var seedLength = "AWS4".Length + Encoding.UTF8.GetBytes(secretKey, seed["AWS4".Length..]);

        Span<byte> buffer = stackalloc byte[MaxStackSeed];
        var text = new AsciiWriter(buffer);
        text.Write(date.ToDateTime(TimeOnly.MinValue), "yyyyMMdd");
        var dateText = text.Written;
        text.Write(region);
        var regionText = text.Written[dateText.Length..];

        Span<byte> dateKey = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> regionKey = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> serviceKey = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(seed[..seedLength], dateText, dateKey);
        CryptographicOperations.ZeroMemory(seed);
        HMACSHA256.HashData(dateKey, regionText, regionKey);
        HMACSHA256.HashData(regionKey, service.ScopeName(), serviceKey);
        return HMACSHA256.HashData(serviceKey, "aws4_request"u8);
    }

    private sealed class Entry(string secretKey, DateOnly date, string region, AwsTokenService service, byte[] key)
    {
        public byte[] Key { get; } = key;

        // The secret, not the key id, decides: it is what the key is derived from.
        public bool IsFor(AwsSigningCredentials credentials, DateOnly onDate, string inRegion, AwsTokenService ofService) =>
            date == onDate && service == ofService
            && string.Equals(region, inRegion, StringComparison.Ordinal)
            && string.Equals(secretKey, credentials.SecretKey, StringComparison.Ordinal);
    }
}
