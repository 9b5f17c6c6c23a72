namespace JitAccess.Aws.Permissions;

/// <summary>The reviewed file that says which role may log in as whom, as it was when it was read.</summary>
/// <param name="File">Its path.</param>
/// <param name="Hash">Its SHA-256, in hexadecimal.</param>
/// <param name="Databases">The names of the databases, by their endpoints.</param>
/// <param name="Functions">The job functions.</param>
internal sealed record PermissionMap(
    string File, string Hash, IReadOnlyDictionary<JitEndpoint, string> Databases, IReadOnlyList<PermissionFunction> Functions)
{
    /// <summary>Returns the function that lets a role log in; what is missing where none does.</summary>
    /// <param name="role">The role, as <see cref="SigningRole"/> names it.</param>
    /// <param name="endpoint">The endpoint that the token is for.</param>
    /// <param name="userName">The user.</param>
    public (PermissionFunction? Function, string? Fault) Find(string role, JitEndpoint endpoint, string userName)
    {
        PermissionFunction[] mine = [.. Functions.Where(f => f.Roles.Contains(role))];
        if (mine is [])
            return (null, "it has no function for this role");
        if (!Databases.TryGetValue(Normalised(endpoint), out var database))
            return (null, $"it knows no database at {endpoint}");
        return Array.Find(mine, f => f.Users.TryGetValue(database, out var users) && users.Contains(userName)) is { } function
            ? (function, null)
            : (null, $"{string.Join(" and ", mine.Select(static f => f.Name))} may not log in as '{userName}' to '{database}'");
    }

    /// <summary>Returns an endpoint without the dot that may end a host name.</summary>
    public static JitEndpoint Normalised(JitEndpoint endpoint) =>
        endpoint.Host is [.. { Length: > 0 } host, '.'] ? new JitEndpoint(host, endpoint.Port) : endpoint;
}
