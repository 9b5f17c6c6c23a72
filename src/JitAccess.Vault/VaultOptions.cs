using JitAccess.Vault.Internal;

namespace JitAccess.Vault;

/// <summary>The settings of credentials from Vault or OpenBao.</summary>
/// <remarks>Bound from <c>JitAccess:Databases:{name}:Vault</c>. Neither <c>VAULT_ADDR</c> nor <c>VAULT_SKIP_VERIFY</c> nor any other variable
/// has a say in where a secret is sent.</remarks>
public sealed class VaultOptions
{
    /// <summary>Gets or sets the address of Vault, such as <c>https://vault.example.com:8200</c>.</summary>
    /// <value>Required. It is <c>https</c>, and holds neither user nor query.</value>
    public string? Address { get; set; }

    /// <summary>Gets the addresses of the other nodes that a redirect may lead to.</summary>
    /// <value>The default is none: a redirect to any other address than <see cref="Address"/> is not followed.</value>
    public IList<string> AdditionalAddresses { get; } = [];

    /// <summary>Gets or sets the namespace of the database secrets engine.</summary>
    /// <value>The default is <see langword="null"/>: the root namespace.</value>
    public string? Namespace { get; set; }

    /// <summary>Gets or sets where the database secrets engine is mounted.</summary>
    /// <value>The default is <c>database</c>.</value>
    public string Mount { get; set; } = VaultDefaults.Mount;

    /// <summary>Gets or sets the role of the database secrets engine.</summary>
    /// <value>Required.</value>
    public string? Role { get; set; }

    /// <summary>Gets or sets what kind of role it is.</summary>
    /// <value>The default is <see cref="VaultRoleKind.Dynamic"/>.</value>
    public VaultRoleKind Kind { get; set; }

    /// <summary>Gets or sets the file of the authorities, in PEM, that may vouch for Vault's certificate.</summary>
    /// <value>The default is <see langword="null"/>: the system's own. It is read once.</value>
    public string? CaCertificateFile { get; set; }

    /// <summary>Gets or sets the file of the certificate, in PEM, that is shown to Vault; those of authorities in between follow it.</summary>
    /// <value>The default is <see langword="null"/>: none. It is read once.</value>
    public string? ClientCertificateFile { get; set; }

    /// <summary>Gets or sets the file of the key that goes with <see cref="ClientCertificateFile"/>, in PEM.</summary>
    /// <value>The default is <see langword="null"/>: the key is in the file of the certificate.</value>
    public string? ClientKeyFile { get; set; }

    /// <summary>Gets or sets the name that Vault's certificate must be for, where it is not that of the address.</summary>
    /// <value>The default is <see langword="null"/>: the host of the address. It is sent as <c>Host</c> too.</value>
    public string? ServerName { get; set; }

    /// <summary>Gets or sets how long Vault may take to answer one request.</summary>
    /// <value>The default is 15 seconds.</value>
    [TimeSpanRange("00:00:00.1", "00:05:00")]
    public TimeSpan RequestTimeout { get; set; } = VaultDefaults.RequestTimeout;

    /// <summary>Gets or sets how to log in.</summary>
    public VaultAuthOptions Auth { get; set; } = new();

    internal bool IsInsecureLoopbackAllowed { get; private set; }

    /// <summary>Permits <c>http</c> to a Vault on this machine, in the environment <c>Development</c> only.</summary>
    /// <remarks>It exists in code only: nobody can take TLS away by configuration.</remarks>
    public void AllowInsecureLoopback() => IsInsecureLoopbackAllowed = true;
}
