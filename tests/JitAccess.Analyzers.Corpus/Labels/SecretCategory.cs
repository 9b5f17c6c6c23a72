namespace JitAccess.Analyzers.Corpus.Labels;

/// <summary>What a diagnostic must be about to count.</summary>
public enum SecretCategory
{
    /// <summary>The id of an AWS access key.</summary>
    AccessKeyId,

    /// <summary>The secret of an AWS access key.</summary>
    SecretAccessKey,

    /// <summary>A password in a connection string or URI.</summary>
    ConnectionString,

    /// <summary>A password handed over as a value.</summary>
    PasswordValue,
}
