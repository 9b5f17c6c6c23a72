namespace JitAccess.Testing.Internal.Vault;

/// <summary>A database failed; the message is the driver's.</summary>
internal sealed class DatabaseFailureException(string message) : Exception(message);
