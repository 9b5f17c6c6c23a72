using System.Security.Cryptography.X509Certificates;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Internal;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws;

/// <summary>Mints IAM tokens for RDS, Aurora and RDS Proxy.</summary>
/// <remarks>A token is signed locally, for one host, port, region and user; AWS is asked only for the credentials that sign. It never
/// outlives them.</remarks>
public sealed class RdsIamCredentialProvider : IJitCredentialProvider
{
    private readonly AwsTokenMinter _minter;
    private readonly RdsEndpointRules _rules;

    /// <summary>Initializes a provider.</summary>
    /// <param name="options">The settings; they are read once.</param>
    /// <param name="timeProvider">The clock; the system's if <see langword="null"/>.</param>
    /// <exception cref="JitConfigurationException">The settings are invalid.</exception>
    public RdsIamCredentialProvider(RdsIamOptions options, TimeProvider? timeProvider = null)
        : this(options, new AwsCredentialSources(timeProvider ?? TimeProvider.System), RdsIamFlavor.Rds)
    {
    }

    internal RdsIamCredentialProvider(RdsIamOptions options, AwsCredentialSources sources, RdsIamFlavor flavor)
    {
        ArgumentNullException.ThrowIfNull(options);
        AwsTokenOptionsGuard.ThrowIfInvalid(options, new RdsIamOptionsValidator(), sources.IsDevelopment);
        _minter = new AwsTokenMinter(AwsTokenService.Rds, flavor.ProviderName, options, options, sources);
        _rules = new RdsEndpointRules(flavor, options.Region);
    }

    /// <inheritdoc />
    public JitProviderIdentity Identity => _minter.Identity;

    /// <inheritdoc />
    public JitCredentialScope Scope => JitCredentialScope.PerEndpoint;

    /// <inheritdoc />
    public bool RotatesUserName => false;

    /// <inheritdoc />
    public JitPasswordExchange PasswordExchange => JitPasswordExchange.ClearTextInsideTls;

    /// <summary>Gets the RDS roots for instances and clusters, and <see langword="null"/> for everything else: RDS Proxy has a certificate
    /// that systems trust.</summary>
    /// <inheritdoc />
    public X509Certificate2Collection? GetTrustRoots(string host) =>
        RdsEndpointRules.HasRdsCertificate(AwsDatabaseEndpoint.Parse(host).Kind) ? RdsTrustRoots.Load() : null;

    /// <inheritdoc />
    public JitRefusalDiagnosis? Diagnose(JitLoginRefusal refusal) => _minter.Diagnose(refusal);

    /// <inheritdoc />
    public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        _minter.RequireUser(request);
        return _minter.MintAsync(request, _rules.GetRegion(request), cancellationToken);
    }
}
