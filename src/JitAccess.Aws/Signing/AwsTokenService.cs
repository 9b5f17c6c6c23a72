namespace JitAccess.Aws.Signing;

/// <summary>The services whose database logins are presigned requests.</summary>
internal enum AwsTokenService
{
    /// <summary><c>rds-db</c>: RDS, Aurora and RDS Proxy.</summary>
    Rds,

    /// <summary><c>dsql</c>: Aurora DSQL.</summary>
    Dsql,
}
