using System.Diagnostics;

namespace JitAccess.Vault;

/// <summary>A secret value of an option.</summary>
/// <remarks>There is no property that holds it: serializers, loggers and debuggers that walk properties find none.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class VaultSecret
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    /// <summary>Initializes a secret.</summary>
    /// <param name="value">The value.</param>
    public VaultSecret(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>Returns the value, for the one who sends it.</summary>
    public string RevealValue() => _value;

    /// <summary>Returns the name of the type; never the value.</summary>
    public override string ToString() => nameof(VaultSecret);
}
