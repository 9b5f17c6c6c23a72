using JitAccess.Aws.Internal;

namespace JitAccess.Aws;

/// <summary>The settings of an exchange at Entra ID: the workload's federated token, for one that Entra ID issues to an application.</summary>
/// <remarks>The federated token goes to Entra ID and to nobody else; what Entra ID issues goes to STS and to nobody else.</remarks>
public sealed class EntraExchangeOptions
{
    /// <summary>Gets or sets the tenant's id.</summary>
    /// <value>The default is <see langword="null"/>: that in <c>AZURE_TENANT_ID</c>.</value>
    public string? TenantId { get; set; }

    /// <summary>Gets or sets the client id of the application.</summary>
    /// <value>The default is <see langword="null"/>: that in <c>AZURE_CLIENT_ID</c>.</value>
    public string? ClientId { get; set; }

    /// <summary>Gets or sets the scope that is asked for.</summary>
    /// <value>The default is <see langword="null"/>: the audience of the web identity, with <c>/.default</c>.</value>
    public string? Scope { get; set; }

    /// <summary>Gets or sets the file of the federated token, read at every exchange.</summary>
    /// <value>The default is <see langword="null"/>: the file that <c>AZURE_FEDERATED_TOKEN_FILE</c> names.</value>
    public string? FederatedTokenFile { get; set; }

    /// <summary>Gets or sets the audience that the federated token must be for.</summary>
    /// <value>The default is <c>api://AzureADTokenExchange</c>; national clouds have names of their own.</value>
    public string FederatedTokenAudience { get; set; } = EntraDefaults.FederatedTokenAudience;

    /// <summary>Gets or sets the address of Entra ID.</summary>
    /// <value>The default is <c>https://login.microsoftonline.com</c>. No variable has a say in it.</value>
    public string Authority { get; set; } = EntraDefaults.Authority;
}
