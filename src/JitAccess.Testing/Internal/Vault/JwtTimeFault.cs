namespace JitAccess.Testing.Internal.Vault;

/// <summary>What is wrong with the times of a JWT.</summary>
internal enum JwtTimeFault
{
    None,
    Missing,
    Expired,
    NotYetValid,
    IssuedInFuture,
}
