namespace JitAccess.Testing.Internal.Http;

/// <summary>What answers at an endpoint.</summary>
internal abstract class EmulatorService
{
    /// <summary>Gets the name that the log tells.</summary>
    public abstract string Name { get; }

    /// <summary>Names the operation that a request asks for, before anything of it is believed.</summary>
    public abstract string OperationOf(EmulatorCall call);

    /// <summary>Executes a request, or refuses it.</summary>
    public abstract Task<EmulatorReply> ExecuteAsync(EmulatorCall call);

    /// <summary>Refuses a request as one too many.</summary>
    public abstract EmulatorReply Throttled();

    /// <summary>Refuses a request for a reason that lies with the service.</summary>
    public abstract EmulatorReply Failed(int status);
}
