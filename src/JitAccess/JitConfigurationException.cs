namespace JitAccess;

/// <summary>A setting is missing, wrong or contradicts another; nothing was started.</summary>
public sealed class JitConfigurationException : JitAccessException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">Names the setting, what is wrong with its value, and the remedy.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public JitConfigurationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
