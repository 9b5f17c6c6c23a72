using JitAccess.Analyzers.CodeFixes;
using JitAccess.Analyzers.Rules;
using JitAccess.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis.Testing;
using Verifier = JitAccess.Analyzers.Tests.Verifying.Verify;

namespace JitAccess.Analyzers.Tests.Fixes;

/// <summary>The second way out of a key: IAM Identity Center, for programs on laptops.</summary>
public class IdentityCenterFixTests
{
    private const string Title = "Use credentials of IAM Identity Center (aws sso login)";
    private const string MissingTitle = "Say which packages IAM Identity Center needs (AWSSDK.SSO, AWSSDK.SSOOIDC)";

    private const string Source =
        """new SSOAWSCredentials(accountId: "your-account-id", region: "your-region", roleName: "your-permission-set", startUrl: "https://your-portal.awsapps.com/start")""";

    private static readonly string Key = $$"""new BasicAWSCredentials("{|JIT001:{{Secrets.KeyId}}|}", secret)""";

    [Fact]
    public Task Key_InSource_BecomesAPermissionSet() =>
        FixAsync($$"""class C { AWSCredentials F(string secret) => {{Key}}; }""", $$"""class C { AWSCredentials F(string secret) => {{Source}}; }""", Title);

    [Fact]
    public Task Keys_OfAProject_BecomePermissionSets() =>
        FixAsync(
            $$"""class C { AWSCredentials F(string secret) => {{Key}}; AWSCredentials G(string secret) => {{Key}}; }""",
            $$"""class C { AWSCredentials F(string secret) => {{Source}}; AWSCredentials G(string secret) => {{Source}}; }""", Title);

    [Fact]
    public Task Project_WithoutThePackages_IsToldWhichToAdd() =>
        FixAsync(
            $$"""
            class C
            {
                AWSCredentials F(string secret) => {{Key}};
            }
            """,
            $$"""
            class C
            {
                // dotnet add package AWSSDK.SSO, dotnet add package AWSSDK.SSOOIDC, and then: new SSOAWSCredentials(accountId, region, roleName, startUrl)
                AWSCredentials F(string secret) => {{Key}};
            }
            """,
            MissingTitle, withPackages: false);

    [Fact]
    public Task Type_ThatTakesNothingElse_IsLeft()
    {
        var source = $$"""class C { BasicAWSCredentials F(string secret) => {{Key}}; }""";
        return FixAsync(source, source, Title);
    }

    private static Task FixAsync(string source, string fixedSource, string title, bool withPackages = true) =>
        Verifier.FixAsync<AccessKeyAnalyzer, DefaultChainFix>(source, fixedSource, test =>
        {
            test.CodeActionEquivalenceKey = title;
            if (withPackages)
                return;
            foreach (var state in (SolutionState[])[test.TestState, test.FixedState])
                state.AdditionalReferences.RemoveAll(r => Path.GetFileName(r.Display!).StartsWith("AWSSDK.SSO", StringComparison.Ordinal));
            test.SayOnly();
        });
}
