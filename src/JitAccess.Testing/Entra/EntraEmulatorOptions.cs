namespace JitAccess.Testing;

/// <summary>The settings of an emulator of Entra.</summary>
public sealed class EntraEmulatorOptions : EmulatorOptions
{
    /// <summary>Gets or sets the tenant.</summary>
    /// <value>The default is a new one.</value>
    public Guid TenantId { get; set; } = Guid.NewGuid();
}
