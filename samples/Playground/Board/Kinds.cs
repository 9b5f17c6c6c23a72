namespace Playground.Board;

/// <summary>Who speaks in the event log.</summary>
internal static class Kinds
{
    /// <summary>Whoever pressed a button, and what the Playground did then.</summary>
    public const string You = "you";

    /// <summary>The service, by a log event.</summary>
    public const string Service = "service";

    /// <summary>The service, by a log event that is a warning or worse.</summary>
    public const string Warning = "warning";

    /// <summary>A customer whose order failed.</summary>
    public const string Error = "error";
}
