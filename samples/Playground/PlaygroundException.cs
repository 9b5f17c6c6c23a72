namespace Playground;

/// <summary>Something that whoever runs the Playground can mend; the message is all that is shown.</summary>
internal sealed class PlaygroundException(string message, Exception? innerException = null) : Exception(message, innerException);
