using System.Diagnostics;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>A request after its transport has been taken off.</summary>
internal sealed class VaultCall
{
    public required VaultEmulatorCapabilities Operation { get; init; }

    public required NamespaceState Namespace { get; init; }

    /// <summary>The path within the namespace.</summary>
    public required string Path { get; init; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public required JsonObject Body { get; init; }

    /// <summary>The token as it came, empty if none did.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public required string ClientToken { get; init; }

    /// <summary>The token's entry; <see langword="null"/> only on paths that need none.</summary>
    public TokenEntry? Token { get; set; }

    public TokenEntry RequiredToken => Token ?? throw VaultRefusalException.PermissionDenied();
}
