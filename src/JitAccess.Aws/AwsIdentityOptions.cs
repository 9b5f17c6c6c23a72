using Amazon.Runtime;
using JitAccess.Aws.Internal;
using Microsoft.Extensions.Options;

namespace JitAccess.Aws;

/// <summary>As whom database tokens are signed: where the AWS credentials come from, and what they may be.</summary>
/// <remarks>One source is used: <see cref="IdentityCenter"/>, <see cref="WebIdentity"/>, <see cref="Saml"/>, <see cref="Profile"/> or <see cref="Credentials"/>; without any, the SDK's default
/// chain. <see cref="AssumeRole"/> stands on top of whichever it is.</remarks>
public abstract class AwsIdentityOptions
{
    private protected AwsIdentityOptions()
    {
    }

    /// <summary>Gets or sets the AWS profile whose credentials sign.</summary>
    /// <value>The default is <see langword="null"/>: the SDK's default chain.</value>
    public string? Profile { get; set; }

    /// <summary>Gets or sets the permission set of IAM Identity Center whose credentials sign.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    [ValidateObjectMembers]
    public IdentityCenterOptions? IdentityCenter { get; set; }

    /// <summary>Gets or sets the exchange of a workload's token for a role's session at STS.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public WebIdentityOptions? WebIdentity { get; set; }

    /// <summary>Gets or sets the exchange of a SAML response for a role's session at STS.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public SamlOptions? Saml { get; set; }

    /// <summary>Gets the roles that are assumed one after the other, the first with the credentials of the source.</summary>
    /// <value>The default is none. AWS ends each of these sessions after an hour at most.</value>
    public IList<AssumeRoleOptions> AssumeRole { get; } = [];

    /// <summary>Gets or sets the longest session that a role may be asked for.</summary>
    /// <value>The default is 1 hour; AWS knows 15 minutes to 12 hours.</value>
    public TimeSpan MaxSessionDuration { get; set; } = AwsSessionDefaults.SessionDuration;

    /// <summary>Gets or sets the region of STS.</summary>
    /// <value>The default is <see langword="null"/>: the configured region of the tokens, or that in <c>AWS_REGION</c>.</value>
    [AwsRegion]
    public string? StsRegion { get; set; }

    /// <summary>Gets or sets the address of STS, such as that of a VPC endpoint.</summary>
    /// <value>The default is <see langword="null"/>: the public address in <see cref="StsRegion"/>.</value>
    public string? StsEndpoint { get; set; }

    /// <summary>Gets or sets a value indicating whether AWS is asked at its FIPS endpoints; an address that is set wins.</summary>
    public bool UseFipsEndpoints { get; set; }

    /// <summary>Gets or sets a value indicating whether AWS is asked at its endpoints for IPv4 and IPv6; an address that is set wins.</summary>
    public bool UseDualStackEndpoints { get; set; }

    /// <summary>Gets or sets the file of the permission map, which says by job function which role may log in as which user of which database.</summary>
    /// <value>The default is <see langword="null"/>: the file that <c>JitAccess:PermissionMap</c> names; without that, no map.</value>
    /// <remarks>It is read once, when the database is built. A role that it does not let in gets no token, before AWS is asked for anything. It guards
    /// against mistakes; what it allows or not, IAM and the grants in the database decide.</remarks>
    public string? PermissionMap { get; set; }

    /// <summary>Gets or sets why access is needed, such as a ticket, where the permission map requires a reason.</summary>
    /// <value>The default is <see langword="null"/>: none is given. 8 to 256 printable characters; it is logged.</value>
    public string? Reason { get; set; }

    /// <summary>Gets or sets the credentials that sign; in code only.</summary>
    /// <value>The default is <see langword="null"/>: another source, or the SDK's default chain.</value>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>Gets or sets a value indicating whether <c>AWS_ENDPOINT_URL*</c> and <c>endpoint_url</c> may say where the credentials are
    /// fetched; in code only.</summary>
    /// <value>The default is <see langword="false"/>: credentials that would be fetched from such an address are refused.</value>
    public bool AllowConfiguredEndpointUrls { get; set; }

    internal bool IsInsecureLoopbackAllowed { get; private set; }

    internal string? LongLivedKeysReason { get; private set; }

    internal Func<CancellationToken, ValueTask<string>>? ReasonDelegate { get; private set; }

    /// <summary>Signs as a permission set of IAM Identity Center, for a person who signs in.</summary>
    /// <param name="configure">Sets instance, account and permission set.</param>
    public void UseIdentityCenter(Action<IdentityCenterOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(IdentityCenter ??= new IdentityCenterOptions());
    }

    /// <summary>Signs as a role that STS lets a workload's token assume.</summary>
    /// <param name="configure">Sets role, audience, and where the token comes from.</param>
    public void UseWebIdentity(Action<WebIdentityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(WebIdentity ??= new WebIdentityOptions());
    }

    /// <summary>Signs as a role that STS lets a SAML response assume.</summary>
    /// <param name="configure">Sets role, provider, and where the response comes from.</param>
    public void UseSaml(Action<SamlOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(Saml ??= new SamlOptions());
    }

    /// <summary>Adds a role to assume with the credentials so far.</summary>
    /// <param name="configure">Sets the role, and what its session is like.</param>
    public void ThenAssumeRole(Action<AssumeRoleOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var role = new AssumeRoleOptions();
        configure(role);
        AssumeRole.Add(role);
    }

    /// <summary>Sets who says why access is needed, in place of <see cref="Reason"/>.</summary>
    /// <param name="reason">Called whenever a token is minted, in the background: it speaks for the process, and not for the caller of a moment.</param>
    public void UseReason(Func<CancellationToken, ValueTask<string>> reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ReasonDelegate = reason;
    }

    /// <summary>Permits to sign with the access key of a user, which nothing ends, outside the environment <c>Development</c>; each start warns.</summary>
    /// <param name="reason">Why there is nothing better yet.</param>
    /// <remarks>It exists in code only: nobody can bring such a key back by configuration. Logins count as
    /// <c>jitaccess.credential.standing_use</c>.</remarks>
    public void AllowLongLivedKeys(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        LongLivedKeysReason = reason;
    }

    /// <summary>Permits <c>http</c> to services of identity on this machine, in the environment <c>Development</c> only.</summary>
    /// <remarks>It exists in code only: nobody can take TLS away by configuration.</remarks>
    public void AllowInsecureLoopback() => IsInsecureLoopbackAllowed = true;
}
