namespace JitAccess.Aws.Internal;

/// <summary>What the options of RDS and of DSQL tokens have in common, beside the identity.</summary>
internal interface IAwsTokenOptions
{
    string? Region { get; set; }

    TimeSpan TokenLifetime { get; set; }
}
