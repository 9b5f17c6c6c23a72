namespace JitAccess.Internal;

/// <summary>Turns the binder's complaint about a text that is no value into an error of ours, which a host shows at its start.</summary>
internal static class ConfigurationReading
{
    public static void Run(Action bind)
    {
        try
        {
            bind();
        }
        catch (InvalidOperationException e)
        {
            // The binder names key, text and type; what it does not say is how the text should look.
            throw new JitConfigurationException(
                $"{e.Message} Write a duration as hh:mm:ss (00:00:30), a switch as true or false, and a choice by its name (Prefetch: " +
                "BestEffort, Required or None).", e);
        }
    }
}
