namespace JitAccess.Analyzers;

/// <summary>The ids of the rules. An id that was published never gets another meaning.</summary>
public static class RuleIds
{
    /// <summary>The id of an AWS access key stands in source code.</summary>
    public const string AccessKeyIdInSource = "JIT001";

    /// <summary>An AWS secret access key stands in source code.</summary>
    public const string SecretAccessKeyInSource = "JIT002";

    /// <summary>AWS credentials that never expire are constructed, wherever their keys come from.</summary>
    public const string LongLivedCredentials = "JIT003";

    /// <summary>A key that AWS prints in its documentation is used.</summary>
    public const string ExampleKey = "JIT004";

    /// <summary>A connection string holds a password.</summary>
    public const string ConnectionStringPassword = "JIT005";

    /// <summary>A password is handed over as a value.</summary>
    public const string PasswordValue = "JIT006";

    /// <summary>A file of settings holds an AWS key.</summary>
    public const string KeyInFile = "JIT007";

    /// <summary>A file of settings holds a password.</summary>
    public const string PasswordInFile = "JIT008";

    /// <summary>Npgsql's periodic password provider mints RDS tokens.</summary>
    public const string PeriodicRdsToken = "JIT009";

    /// <summary>A token is placed in a connection string.</summary>
    public const string TokenInConnectionString = "JIT010";

    /// <summary>A TLS mode below VerifyFull stands next to minted credentials.</summary>
    public const string WeakSslMode = "JIT011";

    /// <summary>A connection string with a password is handed to JitAccess.</summary>
    public const string PasswordForJitDatabase = "JIT012";

    /// <summary>The secret of a credential is logged, formatted or thrown.</summary>
    public const string RevealedSecret = "JIT013";

    /// <summary>Persist Security Info is switched on.</summary>
    public const string PersistSecurityInfo = "JIT014";
}
