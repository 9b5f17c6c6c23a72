namespace JitAccess.Testing.Internal.Oidc;

/// <summary>An identity token is refused; who verifies says so in its own words.</summary>
#pragma warning disable CA1064 // it never leaves the assembly
internal sealed class IdentityTokenException(IdentityTokenFault fault, string detail = "") : Exception(detail)
#pragma warning restore CA1064
{
    public IdentityTokenFault Fault { get; } = fault;
}
