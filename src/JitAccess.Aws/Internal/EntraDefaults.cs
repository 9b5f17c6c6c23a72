namespace JitAccess.Aws.Internal;

internal static class EntraDefaults
{
    public const string Authority = "https://login.microsoftonline.com";
    public const string FederatedTokenAudience = "api://AzureADTokenExchange";
}
