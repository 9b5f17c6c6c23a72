using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Tests.Signing;

public sealed class RdsTokenSignerAllocationTests
{
    private const int Rounds = 5;
    private const int Tokens = 100;

    [Theory]
    [InlineData(0, 1024)]
    [InlineData(464, 2048)]
    public void Sign_AfterWarmUp_AllocatesTheTokenOnly(int sessionTokenLength, int limit)
    {
        var signer = new RdsTokenSigner();
        var credentials = new AwsSigningCredentials(
            "AKIAIOSFODNN7EXAMPLE", new string('s', 40), sessionTokenLength == 0 ? null : new string('t', sessionTokenLength), null);
        var request = new AwsTokenRequest(
            AwsTokenService.Rds, "orders.abc123def456.eu-west-1.rds.amazonaws.com", 5432, "eu-west-1", "orders_app",
            new DateTimeOffset(2026, 11, 24, 10, 20, 30, TimeSpan.Zero), 900);
        var length = signer.Sign(credentials, request).Length;
        for (var i = 0; i < Tokens; i++)
            _ = signer.Sign(credentials, request);

        // The runtime allocates on this thread now and then, where code is compiled anew; what the signer allocates, it allocates in every round.
        var perToken = Enumerable.Range(0, Rounds).Min(_ => AllocatedBySigning()) / Tokens;

        perToken.ShouldBeLessThanOrEqualTo(limit);
        perToken.ShouldBeLessThanOrEqualTo((2 * length) + 32, "one string, and nothing beside it");

        long AllocatedBySigning()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Tokens; i++)
                _ = signer.Sign(credentials, request);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
