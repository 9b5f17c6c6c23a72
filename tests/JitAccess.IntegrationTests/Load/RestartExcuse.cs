namespace JitAccess.IntegrationTests.Load;

/// <summary>Why a restart excuses a failure.</summary>
internal enum RestartExcuse
{
    /// <summary>The operation had begun when the server was told to stop.</summary>
    InFlight,

    /// <summary>The operation began while there was no server.</summary>
    ServerAway,
}
