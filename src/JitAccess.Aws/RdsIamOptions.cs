using JitAccess.Aws.Internal;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws;

/// <summary>The settings of IAM tokens for RDS and Aurora.</summary>
/// <remarks>Bound from <c>JitAccess:Databases:{name}:RdsIam</c> or <c>:AuroraIam</c>, as far as configuration may set them.</remarks>
public sealed class RdsIamOptions : AwsIdentityOptions, IAwsTokenOptions
{
    /// <summary>Gets or sets the region that tokens are signed for.</summary>
    /// <value>The default is <see langword="null"/>: the region in the host name. A global database and own names need it.</value>
    [AwsRegion]
    public string? Region { get; set; }

    /// <summary>Gets or sets how long a token opens connections.</summary>
    /// <value>The default is 15 minutes, the most that RDS accepts. At least 1 second. A token never outlives the credentials that sign it,
    /// and where nobody says how long those live, it lives 60 seconds.</value>
    [TokenLifetime(AwsTokenService.Rds)]
    public TimeSpan TokenLifetime { get; set; } = AwsTokenDefaults.TokenLifetime;
}
