namespace JitAccess;

/// <summary>The root of the exceptions that JitAccess throws.</summary>
/// <remarks>Messages say what failed, where, the likely causes and what to do next; they never contain a secret.</remarks>
public abstract class JitAccessException : Exception
{
    private protected JitAccessException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
