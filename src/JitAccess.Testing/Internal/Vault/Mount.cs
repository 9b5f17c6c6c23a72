namespace JitAccess.Testing.Internal.Vault;

/// <summary>What answers below a path: an engine, a login method, or the system itself.</summary>
internal abstract class Mount(string path)
{
    /// <summary>With a slash at its end.</summary>
    public string Path { get; } = path;

    /// <summary>Whether a path below it needs no token.</summary>
    public virtual bool IsOpen(string rest) => false;

    /// <summary>Whether a path below it is reserved for operators.</summary>
    public virtual bool NeedsSudo(VaultCall call, string rest) => false;

    public abstract Task<VaultReply> HandleAsync(VaultCall call, string rest);

    protected static VaultRefusalException Unsupported() => VaultRefusalException.Listed(404, "unsupported path");

    /// <summary>Refuses an operation that the path does not know.</summary>
    protected static void Require(VaultCall call, VaultEmulatorCapabilities operation)
    {
        if (call.Operation != operation)
            throw VaultRefusalException.Listed(405, "unsupported operation");
    }
}
