namespace JitAccess.Aws;

/// <summary>Says what a DSQL token asks to do; IAM permits each on its own.</summary>
public enum DsqlAction
{
    /// <summary><c>dsql:DbConnect</c>: log in as a role that was made for the application.</summary>
    DbConnect,

    /// <summary><c>dsql:DbConnectAdmin</c>: log in as <c>admin</c>.</summary>
    DbConnectAdmin,
}
