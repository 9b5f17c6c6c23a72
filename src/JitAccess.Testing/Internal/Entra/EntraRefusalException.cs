namespace JitAccess.Testing.Internal.Entra;

/// <summary>A refusal of the token endpoint.</summary>
#pragma warning disable CA1064 // it never leaves the assembly
internal sealed class EntraRefusalException(string error, int code, string message, int status = 400) : Exception(message)
#pragma warning restore CA1064
{
    public string Error { get; } = error;

    public int Code { get; } = code;

    public int Status { get; } = status;
}
