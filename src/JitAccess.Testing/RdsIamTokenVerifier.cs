using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitAccess.Testing.Internal;

namespace JitAccess.Testing;

/// <summary>Verifies RDS IAM tokens for one server: what RDS does with them, written anew from the specification.</summary>
/// <remarks>
/// It shares no code with the signer of <c>JitAccess.Aws</c>, so that a mistake in one is not excused by the same mistake in the other. It is
/// stricter than RDS has to be: each value must be spelled as it is signed (<c>%2F</c>, not <c>%2f</c>), and a clock that is ahead gets no grace.
/// </remarks>
public sealed class RdsIamTokenVerifier
{
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string EmptyPayloadHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly ConcurrentDictionary<string, KnownKey> _keys = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<(string Host, string Port), bool> _endpoints = new();

    /// <summary>Initializes a verifier that knows no key yet.</summary>
    /// <param name="endpoint">The endpoint that tokens must be signed for.</param>
    /// <param name="region">The region that tokens must be scoped to.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    public RdsIamTokenVerifier(JitEndpoint endpoint, string region, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint.Host, nameof(endpoint));
        ArgumentException.ThrowIfNullOrEmpty(region);
        Endpoint = endpoint;
        Region = region;
        _time = timeProvider ?? TimeProvider.System;
        AddEndpoint(endpoint);
    }

    /// <summary>Gets the endpoint that tokens must be signed for; <see cref="AddEndpoint"/> adds others.</summary>
    public JitEndpoint Endpoint { get; }

    /// <summary>Gets the region that tokens must be scoped to.</summary>
    public string Region { get; }

    /// <summary>Gets how far ahead of the clock a token may be signed, where the signer runs on another machine.</summary>
    /// <value>The default is zero: signer and verifier share a clock.</value>
    public TimeSpan AllowedClockSkew
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>Lets in tokens for another of the server's names: an Aurora instance answers for itself and for its cluster.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public void AddEndpoint(JitEndpoint endpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint.Host, nameof(endpoint));
        _endpoints[Written(endpoint)] = true;
    }

    /// <summary>Refuses tokens for one of the server's names from now on, as after a rename.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public void RemoveEndpoint(JitEndpoint endpoint) => _endpoints.TryRemove(Written(endpoint), out _);

    /// <summary>Lets tokens signed with <paramref name="key"/> in; adding a key again replaces its limits and restores a revoked one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expiresAt">When temporary credentials end, and every token signed with them; the default is never.</param>
    /// <param name="userNames">The database users that its owner may log in as, what <c>rds-db:connect</c> grants on AWS; the default is all.</param>
    public void Add(RdsIamKey key, DateTimeOffset? expiresAt = null, IEnumerable<string>? userNames = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        _keys[key.AccessKeyId] = new KnownKey(key, IsRevoked: false, expiresAt, userNames?.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Refuses tokens signed with a key from now on; sessions that are open stay open.</summary>
    /// <param name="accessKeyId">The key's id.</param>
    /// <exception cref="ArgumentException">The key was never added.</exception>
    public void Revoke(string accessKeyId)
    {
        ArgumentNullException.ThrowIfNull(accessKeyId);
        if (!_keys.TryGetValue(accessKeyId, out var known))
            throw new ArgumentException($"Access key {accessKeyId} is not known here.", nameof(accessKeyId));
        _keys[accessKeyId] = known with { IsRevoked = true };
    }

    /// <summary>Judges a token.</summary>
    /// <param name="token">The token as it came.</param>
    /// <param name="userName">The database user who logs in with it.</param>
    public RdsIamVerdict Verify(string token, string userName)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(userName);
        if (!ParsedToken.TryParse(token, out var parsed) || parsed["Action"] != "connect" || parsed["X-Amz-Algorithm"] != "AWS4-HMAC-SHA256" ||
            parsed["X-Amz-SignedHeaders"] != "host" || parsed["X-Amz-Credential"]!.Split('/') is not [var keyId, var day, var region, var service, "aws4_request"] ||
            !DateTimeOffset.TryParseExact(
                parsed["X-Amz-Date"], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt) ||
            !parsed["X-Amz-Date"]!.StartsWith(day, StringComparison.Ordinal) || day.Length != 8 ||
            !int.TryParse(parsed["X-Amz-Expires"], NumberStyles.None, CultureInfo.InvariantCulture, out var life))
            return RdsIamVerdict.Malformed;

        if (!_keys.TryGetValue(keyId, out var known))
            return RdsIamVerdict.UnknownKey;
        var verdict = JudgeScope(parsed, region, service, userName);
        if (verdict == RdsIamVerdict.Valid)
            verdict = JudgeTime(signedAt, life);
        if (verdict == RdsIamVerdict.Valid)
            verdict = JudgeKey(parsed, known);
        if (verdict != RdsIamVerdict.Valid)
            return verdict;

        var expected = Sign(parsed, known.Key.RevealSecretAccessKey(), day, region, service);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(parsed["X-Amz-Signature"]!)))
            return RdsIamVerdict.BadSignature;

        // What a key may do is told only to the one who holds it.
        return known.MayLogInAs(userName) ? RdsIamVerdict.Valid : RdsIamVerdict.NotAuthorized;
    }

    private RdsIamVerdict JudgeScope(ParsedToken parsed, string region, string service, string userName)
    {
        if (service != "rds-db")
            return RdsIamVerdict.WrongService;
        if (!_endpoints.ContainsKey((parsed.Host, parsed.Port)))
            return _endpoints.Keys.Any(own => own.Host == parsed.Host) ? RdsIamVerdict.WrongPort : RdsIamVerdict.WrongHost;
        if (region != Region)
            return RdsIamVerdict.WrongRegion;
        return parsed["DBUser"] == userName ? RdsIamVerdict.Valid : RdsIamVerdict.WrongUser;
    }

    private RdsIamVerdict JudgeTime(DateTimeOffset signedAt, int life)
    {
        var now = _time.GetUtcNow();
        if (life is < 1 or > 900)
            return RdsIamVerdict.LifeOutOfRange;
        if (signedAt > now + AllowedClockSkew)
            return RdsIamVerdict.NotYetValid;
        return now < signedAt.AddSeconds(life) ? RdsIamVerdict.Valid : RdsIamVerdict.Expired;
    }

    private RdsIamVerdict JudgeKey(ParsedToken parsed, KnownKey known)
    {
        if (known.IsRevoked)
            return RdsIamVerdict.RevokedKey;
        if (_time.GetUtcNow() >= known.ExpiresAt)
            return RdsIamVerdict.ExpiredKey;

        var sent = parsed["X-Amz-Security-Token"];
        return (sent, known.Key.RevealSessionToken()) switch
        {
            (null, null) => RdsIamVerdict.Valid,
            (null, _) => RdsIamVerdict.MissingSessionToken,
            (_, null) => RdsIamVerdict.WrongSessionToken,
            var (given, own) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(own))
                ? RdsIamVerdict.Valid
                : RdsIamVerdict.WrongSessionToken,
        };
    }

    // Signature Version 4, presigned GET: the query as decoded, encoded anew and sorted; only the host header; an empty payload.
    private static string Sign(ParsedToken parsed, string secret, string day, string region, string service)
    {
        var query = string.Join('&', parsed.Parameters
            .Where(p => p.Key != "X-Amz-Signature")
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        var request = $"GET\n/\n{query}\nhost:{parsed.Authority}\n\nhost\n{EmptyPayloadHash}";
        var toSign = $"AWS4-HMAC-SHA256\n{parsed["X-Amz-Date"]}\n{day}/{region}/{service}/aws4_request\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";

        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (string[])[day, region, service, "aws4_request", toSign])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Hex(key);
    }

    // As it stands in a token: lower case, without the root's dot, an IPv6 address in brackets.
    private static (string Host, string Port) Written(JitEndpoint endpoint)
    {
        var name = (endpoint.Host is [.. var relative, '.'] ? relative : endpoint.Host).ToLowerInvariant();
        return (name.Contains(':', StringComparison.Ordinal) ? $"[{name}]" : name, endpoint.Port.ToString(CultureInfo.InvariantCulture));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
