namespace JitAccess.Testing.Internal.Aws;

/// <summary>Says whose a signed request is, by keys that are known, or refuses it as AWS does.</summary>
/// <param name="region">The region that requests must be scoped to.</param>
/// <param name="service">The service that they must be scoped to.</param>
/// <param name="time">The clock.</param>
/// <param name="find">Finds a key and when it ends.</param>
internal sealed class RequestAuthenticator(string region, string service, TimeProvider time, Func<string, (RdsIamKey Key, DateTimeOffset? ExpiresAt)?> find)
{
    private const string InvalidToken = "The security token included in the request is invalid.";

    // The headers that lead a request elsewhere or date it: unsigned, they could be changed on the way.
    private static readonly string[] AlwaysSigned = ["host", "x-amz-date"];

    /// <summary>Returns the id of the access key that signed a request.</summary>
    /// <exception cref="AwsRefusalException">AWS would refuse it.</exception>
    public string Authenticate(SignedRequest request)
    {
        if (SignatureV4.Parse(request.Single("Authorization")) is not { } signature)
            throw request.Single("Authorization") is null
                ? Refusal("MissingAuthenticationToken", "Request is missing Authentication Token")
                : Refusal("IncompleteSignature", "Authorization header is not a valid AWS4-HMAC-SHA256 signature.", 400);
        if (find(signature.AccessKeyId) is not { } known)
            throw Refusal("InvalidClientTokenId", InvalidToken);
        if (signature.Region != region)
            throw Refusal("SignatureDoesNotMatch", $"Credential should be scoped to a valid region, not '{signature.Region}'.");
        if (signature.Service != service)
            throw Refusal("SignatureDoesNotMatch", $"Credential should be scoped to correct service: '{service}'.");
        var date = request.Single("X-Amz-Date") ?? "";
        if (signature.TimeFault(date, time.GetUtcNow()) is { } fault)
            throw Refusal("SignatureDoesNotMatch", fault);
        if (AlwaysSigned.Any(name => !signature.Names.Contains(name)))
            throw Refusal("SignatureDoesNotMatch", "'Host' and 'X-Amz-Date' must be 'SignedHeaders' in the AWS Authorization.");
        JudgeSessionToken(request, known.Key, signature.Names);
        if (request.Single("X-Amz-Content-SHA256") is { } hash && hash != SignatureV4.Hash(request.Body))
            throw Refusal("SignatureDoesNotMatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
        if (!signature.Fits(request, date, known.Key.RevealSecretAccessKey()))
            throw Refusal("SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.");

        // That a key has ended is told only to the one who holds it.
        return known.ExpiresAt is { } end && time.GetUtcNow() >= end
            ? throw Refusal("ExpiredToken", "The security token included in the request is expired")
            : signature.AccessKeyId;
    }

    private static void JudgeSessionToken(SignedRequest request, RdsIamKey key, IReadOnlyList<string> signedNames)
    {
        var sent = request.Single("X-Amz-Security-Token");
        var own = key.RevealSessionToken();
        var fits = (sent, own) switch
        {
            (null, null) => true,
            (not null, not null) => signedNames.Contains("x-amz-security-token") && SecretHash.Fits(sent, SecretHash.Of(own)),
            _ => false,
        };
        if (!fits)
            throw Refusal("InvalidClientTokenId", InvalidToken);
    }

    private static AwsRefusalException Refusal(string code, string message, int status = 403) => new(status, code, message);
}
