namespace JitAccess.Vault;

/// <summary>The settings of the login.</summary>
/// <remarks>Bound from <c>JitAccess:Databases:{name}:Vault:Auth</c>. Secrets have no key: they come from files and delegates.</remarks>
public sealed class VaultAuthOptions
{
    /// <summary>Gets or sets the auth method.</summary>
    /// <value>The default is <see cref="VaultAuthMethod.Token"/>.</value>
    public VaultAuthMethod Method { get; set; }

    /// <summary>Gets or sets where the auth method is mounted.</summary>
    /// <value>The default is <see langword="null"/>: <c>approle</c>, <c>kubernetes</c>, <c>jwt</c> or <c>aws</c>, by the method.</value>
    public string? Mount { get; set; }

    /// <summary>Gets or sets the namespace of the auth method; it may be a parent of the database's.</summary>
    /// <value>The default is <see langword="null"/>: the namespace of the database. A single <c>/</c> stands for the root namespace.</value>
    public string? Namespace { get; set; }

    /// <summary>Gets or sets the role of the auth method.</summary>
    /// <value>Required by Kubernetes, Jwt and AwsIam; by AppRole where the secret id is wrapped.</value>
    public string? Role { get; set; }

    /// <summary>Gets or sets the audience that the JWT must be for; one that is for somebody else is not sent.</summary>
    /// <value>Required by Kubernetes and Jwt.</value>
    public string? Audience { get; set; }

    /// <summary>Gets or sets the file of the token, read at every login: Vault's own for Token, the JWT for Kubernetes and Jwt.</summary>
    /// <value>The default is <see langword="null"/>: for Kubernetes the path of the service account's token, for the others none.</value>
    public string? TokenFile { get; set; }

    /// <summary>Gets or sets a value indicating whether the file of Vault's token holds a response-wrapping token, as an agent's sink may.</summary>
    public bool TokenFileIsWrapped { get; set; }

    /// <summary>Gets or sets the role id of AppRole.</summary>
    public string? RoleId { get; set; }

    /// <summary>Gets or sets the file of the secret id of AppRole, read at every login.</summary>
    public string? SecretIdFile { get; set; }

    /// <summary>Gets or sets a value indicating whether the secret id comes as a response-wrapping token.</summary>
    /// <remarks>Where it was made is checked before it is unwrapped. One that was unwrapped by somebody else fails the login, loudly.</remarks>
    public bool SecretIdIsWrapped { get; set; }

    /// <summary>Gets or sets the value of <c>X-Vault-AWS-IAM-Server-ID</c>, which is signed.</summary>
    /// <value>Required by AwsIam: without it, whoever receives the login can use it at another Vault.</value>
    public string? ServerId { get; set; }

    /// <summary>Gets or sets the region of STS that AwsIam signs for.</summary>
    /// <value>The default is <see langword="null"/>: the global endpoint, signed for <c>us-east-1</c>.</value>
    public string? Region { get; set; }

    /// <summary>Gets or sets the address of STS that AwsIam signs for.</summary>
    /// <value>The default is <see langword="null"/>: that of the region. Vault, not this process, connects to it.</value>
    public string? StsEndpoint { get; set; }

    internal VaultSecret? Token { get; private set; }

    internal Func<CancellationToken, ValueTask<VaultSecret>>? SecretId { get; private set; }

    internal Func<CancellationToken, ValueTask<string>>? Jwt { get; private set; }

    internal Func<CancellationToken, ValueTask<VaultAwsCredentials>>? AwsCredentials { get; private set; }

    /// <summary>Sets Vault's own token.</summary>
    /// <param name="token">The token; whoever made it revokes it.</param>
    public void UseToken(VaultSecret token)
    {
        ArgumentNullException.ThrowIfNull(token);
        Token = token;
    }

    /// <summary>Sets where the secret id of AppRole comes from.</summary>
    /// <param name="secretId">Called at every login; returns the secret id, or the token that wraps it.</param>
    public void UseSecretId(Func<CancellationToken, ValueTask<VaultSecret>> secretId)
    {
        ArgumentNullException.ThrowIfNull(secretId);
        SecretId = secretId;
    }

    /// <summary>Sets where the JWT comes from.</summary>
    /// <param name="jwt">Called at every login.</param>
    public void UseJwt(Func<CancellationToken, ValueTask<string>> jwt)
    {
        ArgumentNullException.ThrowIfNull(jwt);
        Jwt = jwt;
    }

    /// <summary>Sets where the keys of AwsIam come from.</summary>
    /// <param name="credentials">Called at every login, so that each is signed with keys that are good.</param>
    public void UseAwsCredentials(Func<CancellationToken, ValueTask<VaultAwsCredentials>> credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        AwsCredentials = credentials;
    }
}
