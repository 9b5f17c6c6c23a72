using Amazon.Runtime;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Tests.Signing;

/// <summary>Our signer against the AWS SDK's: the same token, for a fraction of the memory.</summary>
public sealed class SdkPresignerTests
{
    private const string Host = "orders.abc123def456.eu-west-1.rds.amazonaws.com";
    private const int Tokens = 200;

    public static TheoryData<string, int> TokensToCompare => new()
    {
        { "orders_app", 0 },
        { "orders_app", 464 },
        { "ops+reader@corp.example", 464 },
        { "uñi=cö&de?", 1200 },
    };

    [Theory]
    [MemberData(nameof(TokensToCompare))]
    public void Sign_AtTheInstantOfTheSdksToken_IsTheSameToken(string userName, int sessionTokenLength)
    {
        var (sdk, own) = Credentials(sessionTokenLength);

        var theirs = SdkPresigner.Sign(sdk, "eu-west-1", Host, 5432, userName);
        var ours = new RdsTokenSigner().Sign(own, Request(userName, TokenText.SignedAt(theirs)));

        TokenText.Normalize(ours).ShouldBe(TokenText.Normalize(theirs));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(464)]
    public void Sign_ComparedToTheSdk_AllocatesATenthAtMost(int sessionTokenLength)
    {
        var (sdk, own) = Credentials(sessionTokenLength);
        var signer = new RdsTokenSigner();
        var request = Request("orders_app", DateTimeOffset.UnixEpoch);

        var theirs = BytesOf(() => SdkPresigner.Sign(sdk, "eu-west-1", Host, 5432, "orders_app"));
        var ours = BytesOf(() => signer.Sign(own, request));

        (10 * ours).ShouldBeLessThanOrEqualTo(theirs, $"{ours} B against the SDK's {theirs} B a token");
    }

    private static long BytesOf(Func<string> sign)
    {
        Repeat(sign); // compiles, and fills what is made once: pools, the signing key, the SDK's own settings
        return Enumerable.Range(0, 3).Min(_ => Allocated(sign)) / Tokens; // now and then the runtime allocates on this thread for itself

        static long Allocated(Func<string> sign)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Repeat(sign);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        static void Repeat(Func<string> sign)
        {
            for (var i = 0; i < Tokens; i++)
                _ = sign();
        }
    }

    private static (ImmutableCredentials Sdk, AwsSigningCredentials Own) Credentials(int sessionTokenLength)
    {
        const string KeyId = "AKIAIOSFODNN7EXAMPLE";
        var secret = new string('s', 40);
        var sessionToken = sessionTokenLength == 0 ? null : string.Concat(Enumerable.Repeat("a/+=", sessionTokenLength / 4));
        return (new ImmutableCredentials(KeyId, secret, sessionToken), new AwsSigningCredentials(KeyId, secret, sessionToken, null));
    }

    private static AwsTokenRequest Request(string userName, DateTimeOffset signedAt) =>
        new(AwsTokenService.Rds, Host, 5432, "eu-west-1", userName, signedAt, 900);
}
