namespace JitAccess.Playground.Tests;

/// <summary>With Vault, and without rotations but those that a test asks for.</summary>
public sealed class VaultPlayground() : SharedPlayground("Development", "--provider", "vault", "--rotate-every", "00:00:00");
