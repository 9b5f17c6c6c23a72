using Aspire.Hosting.ApplicationModel;

namespace JitAccess.AspireTests;

/// <summary>Values of variables: what they refer to, and what they become once addresses are known.</summary>
internal static class Values
{
    /// <summary>Returns what a value refers to; a text refers to nothing.</summary>
    public static IEnumerable<object> References(object value) => value switch
    {
        string => [],
        ReferenceExpression expression => expression.Parts.SelectMany(References),
        _ => [value],
    };

    /// <summary>Puts a value together.</summary>
    /// <param name="value">The value.</param>
    /// <param name="resolve">Returns what a reference stands for.</param>
    public static string Text(object value, Func<object, string> resolve) => value switch
    {
        string text => text,
        ReferenceExpression expression => string.Concat(expression.Parts.Select(p => Text(p, resolve))),
        _ => resolve(value),
    };

    /// <summary>Returns what of a resource's environment is, or holds, a credential.</summary>
    public static IReadOnlyList<string> Credentials(Resource resource) =>
    [
        .. from variable in resource.Environment
           where References(variable.Value).Any(IsCredential) || IsCredentialByName(variable.Key, variable.Value)
           select variable.Key,
    ];

    // A server or a database that is referred to as such brings its superuser's password along, in three variables.
    private static bool IsCredential(object reference) => reference switch
    {
        EndpointReference or EndpointReferenceExpression => false,
        ParameterResource parameter => parameter.Secret,
        _ => true,
    };

    private static bool IsCredentialByName(string name, object value) =>
        value is not "" &&
        (name is "AWS_ACCESS_KEY_ID" or "AWS_SECRET_ACCESS_KEY" or "AWS_SESSION_TOKEN" or "PGPASSWORD" or "VAULT_TOKEN" or "BAO_TOKEN" ||
         name.EndsWith("__SecretId", StringComparison.OrdinalIgnoreCase) || name.EndsWith("__Token", StringComparison.OrdinalIgnoreCase) && name.Contains("__Auth__", StringComparison.Ordinal) ||
         Text(value, static _ => "").Contains("Password=", StringComparison.OrdinalIgnoreCase));
}
