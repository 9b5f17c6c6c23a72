namespace JitAccess.Testing.Internal.Saml;

/// <summary>A SAML response is refused.</summary>
#pragma warning disable CA1064 // it never leaves the assembly
internal sealed class SamlException(SamlFault fault) : Exception(fault.ToString())
#pragma warning restore CA1064
{
    public SamlFault Fault { get; } = fault;
}
