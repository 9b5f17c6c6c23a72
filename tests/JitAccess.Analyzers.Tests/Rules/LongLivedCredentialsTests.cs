using JitAccess.Analyzers.CodeFixes;
using JitAccess.Analyzers.Rules;
using Verifier = JitAccess.Analyzers.Tests.Verifying.Verify;

namespace JitAccess.Analyzers.Tests.Rules;

/// <summary>JIT003: credentials that never expire, even from configuration.</summary>
public class LongLivedCredentialsTests
{
    public static TheoryData<string> Positives =>
    [
        """class C { AWSCredentials F(IConfiguration c) => {|JIT003:new BasicAWSCredentials(c["id"], c["secret"])|}; }""",
        """class C { object F(string id, string secret) => {|JIT003:new Amazon.SecurityToken.AmazonSecurityTokenServiceClient(id, secret)|}; }""",
    ];

    public static TheoryData<string> Negatives =>
    [
        """class C { AWSCredentials F(IConfiguration c) => new SessionAWSCredentials(c["id"], c["secret"], c["token"]); }""",
        """class C { AWSCredentials F() => new BasicAWSCredentials("test", "test"); }""",
        """class C { object F(AWSCredentials c) => new Amazon.SecurityToken.AmazonSecurityTokenServiceClient(c); }""",
    ];

    [Theory]
    [MemberData(nameof(Positives))]
    public Task Credentials_ThatNeverExpire_AreReported(string source) => Verifier.AnalyzeAsync<LongLivedCredentialsAnalyzer>(source);

    [Theory]
    [MemberData(nameof(Negatives))]
    public Task OtherCredentials_AreNotReported(string source) => Verifier.AnalyzeAsync<LongLivedCredentialsAnalyzer>(source);

    [Fact]
    public Task Fix_OfCredentials_UsesTheDefaultChain() =>
        Verifier.FixAsync<LongLivedCredentialsAnalyzer, DefaultChainFix>(
            """class C { AWSCredentials F(IConfiguration c) => {|JIT003:new BasicAWSCredentials(c["id"], c["secret"])|}; }""",
            """class C { AWSCredentials F(IConfiguration c) => Amazon.Runtime.Credentials.DefaultAWSCredentialsIdentityResolver.GetCredentials(); }""");
}
