namespace JitAccess;

/// <summary>A provider could not mint, renew or revoke.</summary>
public sealed class JitProviderException : JitAccessException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="kind">Whether asking again can help.</param>
    /// <param name="message">What failed, where, the likely causes and what to do next; no secrets.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    /// <param name="retryAfter">How long the issuer asked to wait, if it did.</param>
    public JitProviderException(
        JitProviderErrorKind kind, string message, Exception? innerException = null, TimeSpan? retryAfter = null)
        : base(message, innerException)
    {
        Kind = kind;
        RetryAfter = retryAfter;
    }

    /// <summary>Gets whether asking again can help.</summary>
    public JitProviderErrorKind Kind { get; }

    /// <summary>Gets how long the issuer asked to wait before the next attempt, if it did.</summary>
    public TimeSpan? RetryAfter { get; }
}
