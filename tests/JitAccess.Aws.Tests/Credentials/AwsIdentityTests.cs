using Amazon.Runtime;
using JitAccess.Aws.Credentials;

namespace JitAccess.Aws.Tests.Credentials;

public sealed class AwsIdentityTests
{
    [Fact]
    public void R12_Equals_SameOriginServiceAndRegion_IsEqual()
    {
        var credentials = new BasicAWSCredentials("akid", "secret");

        Identity(AwsCredentialOrigin.DefaultChain).ShouldBe(Identity(AwsCredentialOrigin.DefaultChain));
        Identity(AwsCredentialOrigin.FromProfile("a")).ShouldBe(Identity(AwsCredentialOrigin.FromProfile("a")));
        Identity(AwsCredentialOrigin.FromInstance(credentials)).ShouldBe(Identity(AwsCredentialOrigin.FromInstance(credentials)));
        Identity(AwsCredentialOrigin.FromInstance(credentials)).GetHashCode()
            .ShouldBe(Identity(AwsCredentialOrigin.FromInstance(credentials)).GetHashCode());
    }

    [Fact]
    public void R12_Equals_AnythingElseDiffers_IsNotEqual()
    {
        var credentials = new BasicAWSCredentials("akid", "secret");
        JitProviderIdentity[] identities =
        [
            Identity(AwsCredentialOrigin.DefaultChain),
            Identity(AwsCredentialOrigin.FromProfile("a")),
            Identity(AwsCredentialOrigin.FromProfile("b")),
            Identity(AwsCredentialOrigin.FromProfile("b"), region: "eu-west-1"),
            Identity(AwsCredentialOrigin.FromProfile("b"), service: "dsql"),
            Identity(AwsCredentialOrigin.FromProfile("b"), provider: "aurora-iam"),
            Identity(AwsCredentialOrigin.FromInstance(credentials)),
            Identity(AwsCredentialOrigin.FromInstance(new BasicAWSCredentials("akid", "secret"))),
            new("rds-iam"),
        ];

        identities.Distinct().Count().ShouldBe(identities.Length);
    }

    [Fact]
    public void ToString_Instance_ShowsItsTypeAndNoKey()
    {
        var text = Identity(AwsCredentialOrigin.FromInstance(new BasicAWSCredentials("the-key-id", "the-secret"))).ToString();

        text.ShouldBe("AwsIdentity { ProviderName = rds-iam, Credentials = Instance, Type = BasicAWSCredentials, Service = rds-db, Region = by host }");
    }

    private static AwsIdentity Identity(
        AwsCredentialOrigin origin, string provider = "rds-iam", string service = "rds-db", string? region = null) =>
        new(provider, origin, service, region);
}
