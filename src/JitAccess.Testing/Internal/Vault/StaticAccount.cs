using System.Diagnostics;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>A static role as it stands.</summary>
internal sealed class StaticAccount(string name, VaultEmulatorStaticRole role) : IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private string _password = "";

    public string Name { get; } = name;

    public VaultEmulatorStaticRole Role { get; } = role;

    public DateTimeOffset RotatedAt { get; private set; }

    public Deadline? Deadline { get; set; }

    public SemaphoreSlim Turn { get; } = new(1, 1);

    public string RevealPassword() => _password;

    public void Rotated(string password, DateTimeOffset at)
    {
        _password = password;
        RotatedAt = at;
    }

    public void Dispose()
    {
        Deadline?.Dispose();
        Turn.Dispose();
    }
}
