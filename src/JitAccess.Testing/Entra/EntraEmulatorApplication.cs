namespace JitAccess.Testing;

/// <summary>An application that is registered in the tenant. It has no secret: it proves itself by a federated credential.</summary>
public sealed class EntraEmulatorApplication
{
    /// <summary>Gets or sets the id of its service principal, the subject of its tokens.</summary>
    /// <value>The default is a new one.</value>
    public Guid ObjectId { get; set; } = Guid.NewGuid();

    /// <summary>Gets the tokens of other issuers that it is known by.</summary>
    public IList<EntraEmulatorFederatedCredential> FederatedCredentials { get; } = [];

    /// <summary>Gets the resources that it may ask tokens for, such as <c>api://jitaccess-aws</c>; each becomes the audience.</summary>
    public IList<string> Resources { get; } = [];

    /// <summary>Gets or sets how long its tokens live.</summary>
    /// <value>The default is one hour.</value>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);
}
