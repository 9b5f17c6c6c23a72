namespace JitAccess.Testing.Internal.Vault;

/// <summary>An answer other than success, on its way to the client. Its texts go out as they are: they hold no secret.</summary>
internal sealed class VaultRefusalException(int status, params string[] errors) : Exception(errors.Length == 0 ? null : errors[0])
{
    public int Status { get; } = status;

    public IReadOnlyList<string> Errors { get; } = errors;

    /// <summary>As the server words an error that passed through its list of errors.</summary>
    public static VaultRefusalException Listed(int status, string error) => new(status, List(error));

    public static VaultRefusalException PermissionDenied() => new(403, "permission denied");

    public static string List(string error) => $"1 error occurred:\n\t* {error}\n\n";
}
