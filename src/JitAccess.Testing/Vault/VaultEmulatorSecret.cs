using System.Diagnostics;

namespace JitAccess.Testing;

/// <summary>A token, a secret id or a wrapping token of an emulator: shown to nobody who does not ask for it.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class VaultEmulatorSecret
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    internal VaultEmulatorSecret(string value, string? accessor = null)
    {
        _value = value;
        Accessor = accessor;
    }

    /// <summary>Gets the name by which the server refers to it without knowing it; none for batch tokens.</summary>
    public string? Accessor { get; }

    /// <summary>Returns the secret, for the one who logs in with it.</summary>
    public string RevealValue() => _value;

    /// <summary>Returns the accessor; never the secret.</summary>
    public override string ToString() => $"VaultEmulatorSecret {{ Accessor = {Accessor} }}";
}
