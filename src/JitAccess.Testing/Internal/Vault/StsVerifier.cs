using System.Collections.Concurrent;
using System.Text;
using JitAccess.Testing.Internal.Aws;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>Plays AWS STS: verifies a signed request, by keys it knows, and says whose it is.</summary>
internal sealed class StsVerifier
{
    private readonly ConcurrentDictionary<string, (RdsIamKey Key, string Arn)> _keys = new(StringComparer.Ordinal);
    private readonly RequestAuthenticator _authenticator;
    private readonly string _region;

    public StsVerifier(string region, TimeProvider time)
    {
        _region = region;
        _authenticator = new RequestAuthenticator(region, "sts", time, id => _keys.TryGetValue(id, out var known) ? (known.Key, null) : null);
    }

    public void Add(RdsIamKey key, string arn) => _keys[key.AccessKeyId] = (key, arn);

    public void Remove(string accessKeyId) => _keys.TryRemove(accessKeyId, out _);

    /// <summary>Returns the caller's ARN.</summary>
    /// <exception cref="VaultRefusalException">STS would refuse it.</exception>
    public string Identify(AwsIamRequest request)
    {
        try
        {
            if (!IsOwnHost(request.Url.Host))
                throw new AwsRefusalException(403, "SignatureDoesNotMatch", $"Credential should be scoped to a valid region, not '{request.Url.Host}'.");
            return _keys.GetValueOrDefault(_authenticator.Authenticate(Signed(request))).Arn;
        }
        catch (AwsRefusalException e)
        {
            throw new VaultRefusalException(400,
                $"error making upstream request: received error code {e.Status} from STS: <ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">" +
                $"<Error><Type>Sender</Type><Code>{e.Code}</Code><Message>{e.Message}</Message></Error><RequestId>{Guid.NewGuid()}</RequestId></ErrorResponse>");
        }
    }

    private bool IsOwnHost(string host) =>
        host == $"sts.{_region}.amazonaws.com" || host == $"sts.{_region}.amazonaws.com.cn" || (_region == "us-east-1" && host == "sts.amazonaws.com");

    // The host is that of the URL: the server sends the request on as it stands there.
    private static SignedRequest Signed(AwsIamRequest request) => new(
        request.Method, request.Url.AbsolutePath, request.Url.Query.TrimStart('?'),
        name => name.Equals("host", StringComparison.OrdinalIgnoreCase) ? [request.Url.Authority] : request.Headers.GetValueOrDefault(name) ?? [],
        Encoding.UTF8.GetBytes(request.Body));
}
