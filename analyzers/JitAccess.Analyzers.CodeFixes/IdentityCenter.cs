using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>Credentials of a permission set: what <c>aws sso login</c> has signed in, for programs that run on laptops.</summary>
internal static class IdentityCenter
{
    private const string Title = "Use credentials of IAM Identity Center (aws sso login)";
    private const string MissingTitle = "Say which packages IAM Identity Center needs (AWSSDK.SSO, AWSSDK.SSOOIDC)";
    private const string Credentials = "Amazon.Runtime.SSOAWSCredentials";

    // The SDK loads these by name when credentials are asked for; without them the code compiles and fails.
    private static readonly string[] Clients = ["Amazon.SSO.AmazonSSOClient", "Amazon.SSOOIDC.AmazonSSOOIDCClient"];

    public static IEnumerable<FixPlan> Propose(FixSite site, BaseObjectCreationExpressionSyntax creation)
    {
        if (site.NameOf(Credentials) is not { } name)
            yield break;
        if (Clients.All(c => site.Model.Compilation.GetTypeByMetadataName(c) is not null))
        {
            yield return new FixPlan(Title, new TextChange(
                creation.Span, $"new {name}(accountId: \"your-account-id\", region: \"your-region\", roleName: \"your-permission-set\", startUrl: \"https://your-portal.awsapps.com/start\")"));
        }
        else if (Explanation.Before(site, creation, $"dotnet add package AWSSDK.SSO, dotnet add package AWSSDK.SSOOIDC, and then: new {name}(accountId, region, roleName, startUrl)") is { } comment)
        {
            yield return new FixPlan(MissingTitle, comment);
        }
    }
}
