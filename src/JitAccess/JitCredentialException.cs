namespace JitAccess;

/// <summary>There is no unexpired credential and none could be had in time.</summary>
/// <remarks>
/// It is never a <see cref="TimeoutException"/> or an <see cref="IOException"/>: a driver that met one of those inside its password
/// provider would take the database for dead and drop healthy connections. What the provider threw is the inner exception.
/// </remarks>
public sealed class JitCredentialException : JitAccessException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="key">Which credential is missing.</param>
    /// <param name="message">What failed, the likely causes and what to do next; no secrets.</param>
    /// <param name="attempts">How many attempts have failed in a row.</param>
    /// <param name="nextAttemptAt">When the engine asks again, if that is known.</param>
    /// <param name="innerException">The last error of the provider.</param>
    public JitCredentialException(
        JitCredentialKey key, string message, int attempts, DateTimeOffset? nextAttemptAt, Exception? innerException)
        : base(message, innerException)
    {
        Key = key;
        Attempts = attempts;
        NextAttemptAt = nextAttemptAt;
    }

    /// <summary>Gets which credential is missing.</summary>
    public JitCredentialKey Key { get; }

    /// <summary>Gets how many attempts have failed in a row.</summary>
    public int Attempts { get; }

    /// <summary>Gets when the engine asks the provider again, if that is known.</summary>
    public DateTimeOffset? NextAttemptAt { get; }
}
