namespace JitAccess.Testing;

/// <summary>A local PostgreSQL could not be found, started or stopped; the message says why and what to do.</summary>
public sealed class LocalPostgresException : Exception
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What failed, why, and the remedy.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public LocalPostgresException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
