namespace JitAccess.Testing.Internal.Aws;

/// <summary>A refusal as an AWS service words it.</summary>
#pragma warning disable CA1064 // it never leaves the assembly
internal sealed class AwsRefusalException(int status, string code, string message) : Exception(message)
#pragma warning restore CA1064
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
