using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace JitAccess.Aws.Signing;

/// <summary>Signs the presigned request that serves as a password at RDS, Aurora, RDS Proxy and DSQL.</summary>
/// <remarks>
/// SigV4 query signing of <c>GET https://{host}/?Action=connect&amp;DBUser={user}</c> with the scheme left out, as every AWS SDK does it.
/// The query is written in the sorted order in which it is signed, the signature last. It is our own because the SDK's generator drops
/// the port 443, trims the user, and costs 13 kB a token; one string is all that is allocated here.
/// </remarks>
internal sealed class RdsTokenSigner
{
    private const int MaxRegion = 64;
    private readonly SigningKeyCache _keys = new();

    private static SearchValues<char> RegionCharacters { get; } = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static ReadOnlySpan<byte> EmptyPayloadHash => "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"u8;

    /// <summary>Returns the token.</summary>
    /// <exception cref="ArgumentException">Host or region have a character that no host or region has.</exception>
    public string Sign(AwsSigningCredentials credentials, in AwsTokenRequest request)
    {
        if (request.Region.Length is 0 or > MaxRegion || request.Region.AsSpan().ContainsAnyExcept(RegionCharacters))
            throw new ArgumentException($"'{request.Region}' is no region that a token can be signed for.", nameof(request));

        Span<byte> hostBuffer = stackalloc byte[SignedHost.MaxLength];
        var host = hostBuffer[..SignedHost.Write(request.Host, request.Service == AwsTokenService.Rds ? request.Port : null, hostBuffer)];

        // Upper bounds: each UTF-16 unit of the user is at most three bytes and each byte three characters.
        var size = 512 + host.Length + request.Region.Length + (9 * request.UserName.Length)
            + (9 * credentials.AccessKeyId.Length) + (9 * credentials.SessionToken?.Length ?? 0);
        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            return Sign(credentials, request, host, rented);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true); // it held the session token
        }
    }

    private string Sign(AwsSigningCredentials credentials, in AwsTokenRequest request, ReadOnlySpan<byte> host, Span<byte> buffer)
    {
        var canonical = new AsciiWriter(buffer);
        canonical.Write("GET\n/\n"u8);
        var queryStart = canonical.Position;
        WriteQuery(ref canonical, credentials, request);
        var query = canonical.Written[queryStart..];
        canonical.Write("\nhost:"u8);
        canonical.Write(host);
        canonical.Write("\n\nhost\n"u8);
        canonical.Write(EmptyPayloadHash);

        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        ComputeSignature(credentials, request, canonical.Written, signature);

        return string.Create(
            host.Length + "/?".Length + query.Length + "&X-Amz-Signature=".Length + (2 * signature.Length),
            new TokenParts(host, query, signature),
            static (target, parts) => parts.CopyTo(target));
    }

    private static void WriteQuery(ref AsciiWriter query, AwsSigningCredentials credentials, in AwsTokenRequest request)
    {
        if (request.Service == AwsTokenService.Rds)
        {
            query.Write("Action=connect&DBUser="u8);
            query.WriteEncoded(request.UserName);
        }
        else
        {
            // The server compares the name exactly, so "Admin" is no administrator.
            query.Write(request.UserName == "admin" ? "Action=DbConnectAdmin"u8 : "Action=DbConnect"u8);
        }

        query.Write("&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="u8);
        query.WriteEncoded(credentials.AccessKeyId);
        query.Write("%2F"u8);
        WriteScope(ref query, request, "%2F"u8);
        query.Write("&X-Amz-Date="u8);
        query.Write(request.SignedAt.UtcDateTime, "yyyyMMdd'T'HHmmss'Z'");
        query.Write("&X-Amz-Expires="u8);
        query.Write(request.ExpiresInSeconds);
        if (credentials.SessionToken is { } sessionToken)
        {
            query.Write("&X-Amz-Security-Token="u8);
            query.WriteEncoded(sessionToken);
        }

        query.Write("&X-Amz-SignedHeaders=host"u8);
    }

    private static void WriteScope(ref AsciiWriter writer, in AwsTokenRequest request, ReadOnlySpan<byte> separator)
    {
        writer.Write(request.SignedAt.UtcDateTime, "yyyyMMdd");
        writer.Write(separator);
        writer.Write(request.Region);
        writer.Write(separator);
        writer.Write(request.Service.ScopeName());
        writer.Write(separator);
        writer.Write("aws4_request"u8);
    }

    private void ComputeSignature(
        AwsSigningCredentials credentials, in AwsTokenRequest request, ReadOnlySpan<byte> canonicalRequest, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonicalRequest, hash);

        Span<byte> buffer = stackalloc byte[256];
        var toSign = new AsciiWriter(buffer);
        toSign.Write("AWS4-HMAC-SHA256\n"u8);
        toSign.Write(request.SignedAt.UtcDateTime, "yyyyMMdd'T'HHmmss'Z'");
        toSign.Write("\n"u8);
        WriteScope(ref toSign, request, "/"u8);
        toSign.Write("\n"u8);
        toSign.WriteHexLower(hash);

        var key = _keys.GetKey(credentials, DateOnly.FromDateTime(request.SignedAt.UtcDateTime), request.Region, request.Service);
        HMACSHA256.HashData(key, toSign.Written, signature);
    }

    private readonly ref struct TokenParts(ReadOnlySpan<byte> host, ReadOnlySpan<byte> query, ReadOnlySpan<byte> signature)
    {
        private readonly ReadOnlySpan<byte> _host = host;
        private readonly ReadOnlySpan<byte> _query = query;
        private readonly ReadOnlySpan<byte> _signature = signature;

        public void CopyTo(Span<char> target)
        {
            target = target[Copy(_host, target)..];
            "/?".CopyTo(target);
            target = target[2..];
            target = target[Copy(_query, target)..];
            "&X-Amz-Signature=".CopyTo(target);
            Convert.TryToHexStringLower(_signature, target["&X-Amz-Signature=".Length..], out _);
        }

        private static int Copy(ReadOnlySpan<byte> ascii, Span<char> target) => Encoding.ASCII.GetChars(ascii, target);
    }
}
