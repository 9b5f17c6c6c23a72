using JitAccess.Aws.Internal;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws;

/// <summary>The settings of IAM tokens for Aurora DSQL.</summary>
/// <remarks>Bound from <c>JitAccess:Databases:{name}:Dsql</c>, as far as configuration may set them.</remarks>
public sealed class DsqlOptions : AwsIdentityOptions, IAwsTokenOptions
{
    /// <summary>Gets or sets the region that tokens are signed for.</summary>
    /// <value>The default is <see langword="null"/>: the region in the host name, which every cluster's name has.</value>
    [AwsRegion]
    public string? Region { get; set; }

    /// <summary>Gets or sets how long a token opens connections.</summary>
    /// <value>The default is 15 minutes; DSQL accepts 1 second to 7 days. A token never outlives the credentials that sign it, and where
    /// nobody says how long those live, it lives 60 seconds.</value>
    [TokenLifetime(AwsTokenService.Dsql)]
    public TimeSpan TokenLifetime { get; set; } = AwsTokenDefaults.TokenLifetime;

    /// <summary>Gets or sets the only action that tokens may ask for.</summary>
    /// <value>The default is <see langword="null"/>: the user decides.</value>
    /// <remarks>DSQL takes <see cref="DsqlAction.DbConnectAdmin"/> from <c>admin</c> and from nobody else, so this changes no token: it is a
    /// guard. Set to <see cref="DsqlAction.DbConnect"/>, no change of the user name makes an application administrator.</remarks>
    public DsqlAction? Action { get; set; }
}
