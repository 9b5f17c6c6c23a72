using JitAccess.Aws.Credentials;
using JitAccess.Aws.Internal;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws;

/// <summary>Mints IAM tokens for Aurora DSQL.</summary>
/// <remarks>A token is signed locally, for one cluster, region and action; AWS is asked only for the credentials that sign. It never outlives
/// them. DSQL's certificate is one that systems trust.</remarks>
public sealed class DsqlIamCredentialProvider : IJitCredentialProvider
{
    private readonly AwsTokenMinter _minter;
    private readonly DsqlEndpointRules _rules;

    /// <summary>Initializes a provider.</summary>
    /// <param name="options">The settings; they are read once.</param>
    /// <param name="timeProvider">The clock; the system's if <see langword="null"/>.</param>
    /// <exception cref="JitConfigurationException">The settings are invalid.</exception>
    public DsqlIamCredentialProvider(DsqlOptions options, TimeProvider? timeProvider = null)
        : this(options, new AwsCredentialSources(timeProvider ?? TimeProvider.System))
    {
    }

    internal DsqlIamCredentialProvider(DsqlOptions options, AwsCredentialSources sources)
    {
        ArgumentNullException.ThrowIfNull(options);
        AwsTokenOptionsGuard.ThrowIfInvalid(options, new DsqlOptionsValidator(), sources.IsDevelopment);
        _minter = new AwsTokenMinter(AwsTokenService.Dsql, DsqlCredentialNames.Provider, options, options, sources);
        _rules = new DsqlEndpointRules(options.Region, options.Action);
    }

    /// <inheritdoc />
    public JitProviderIdentity Identity => _minter.Identity;

    /// <inheritdoc />
    public JitCredentialScope Scope => JitCredentialScope.PerEndpoint;

    /// <inheritdoc />
    public bool RotatesUserName => false;

    /// <inheritdoc />
    public JitPasswordExchange PasswordExchange => JitPasswordExchange.ClearTextInsideTls;

    /// <summary>Gets what DSQL asks: it ends sessions after 60 minutes, knows neither <c>DISCARD ALL</c> nor prepared transactions, and takes
    /// TLS at once.</summary>
    public JitSessionDefaults SessionDefaults { get; } = new()
    {
        MaxLifetime = TimeSpan.FromSeconds(3300),
        MaxPoolSize = 10,
        ResetOnReturn = false,
        Enlist = false,
        DirectTls = true,
    };

    /// <inheritdoc />
    public JitRefusalDiagnosis? Diagnose(JitLoginRefusal refusal) => _minter.Diagnose(refusal);

    /// <inheritdoc />
    public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        _minter.RequireUser(request);
        var region = _rules.GetRegion(request);
        _rules.RequireAction(request);
        return _minter.MintAsync(request, region, cancellationToken);
    }
}
