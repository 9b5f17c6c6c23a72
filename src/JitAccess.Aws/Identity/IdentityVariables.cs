namespace JitAccess.Aws.Identity;

/// <summary>The variables by which platforms tell a workload who it is. They are read once, when a provider is made.</summary>
/// <remarks>None of them says where a secret is sent.</remarks>
internal static class IdentityVariables
{
    public const string WebIdentityTokenFile = "AWS_WEB_IDENTITY_TOKEN_FILE";
    public const string RoleArn = "AWS_ROLE_ARN";
    public const string RoleSessionName = "AWS_ROLE_SESSION_NAME";
    public const string EntraTenant = "AZURE_TENANT_ID";
    public const string EntraClient = "AZURE_CLIENT_ID";
    public const string EntraTokenFile = "AZURE_FEDERATED_TOKEN_FILE";

    public static string? Region => Read("AWS_REGION") ?? Read("AWS_DEFAULT_REGION");

    public static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
