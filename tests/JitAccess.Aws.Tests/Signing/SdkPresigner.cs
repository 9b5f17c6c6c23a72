using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;

namespace JitAccess.Aws.Tests.Signing;

/// <summary>A database token from the AWS SDK's own presigner, asked in the way in which <c>RDSAuthTokenGenerator</c> of AWSSDK.RDS asks it.</summary>
/// <remarks>The presigner is in AWSSDK.Core; the generator only builds the request and cuts the scheme off, which is all that is done here.</remarks>
internal static class SdkPresigner
{
    private const string Service = "rds-db";
    private const string Scheme = "https://";

    /// <summary>Returns a token; the SDK signs for its own clock.</summary>
    public static string Sign(ImmutableCredentials credentials, string region, string host, int port, string userName)
    {
        var request = new DefaultRequest(new TokenRequest(), Service)
        {
            UseQueryString = true,
            HttpMethod = "GET",
            Endpoint = new UriBuilder(Uri.UriSchemeHttps, host, port).Uri,
        };
        request.Parameters.Add("X-Amz-Expires", 900.ToString(CultureInfo.InvariantCulture));
        request.Parameters.Add("DBUser", userName);
        request.Parameters.Add("Action", "connect");
        if (credentials.UseToken)
            request.Parameters["X-Amz-Security-Token"] = credentials.Token;

        var signature = AWS4PreSignedUrlSigner.SignRequest(
            request, null, new RequestMetrics(), credentials.AccessKey, credentials.SecretKey, Service, region);
        return AmazonServiceClient.ComposeUrl(request).AbsoluteUri[Scheme.Length..] + "&" + signature.ForQueryParameters;
    }

    private sealed class TokenRequest : AmazonWebServiceRequest
    {
        public TokenRequest() => ((IAmazonWebServiceRequest)this).SignatureVersion = SignatureVersion.SigV4;
    }
}
