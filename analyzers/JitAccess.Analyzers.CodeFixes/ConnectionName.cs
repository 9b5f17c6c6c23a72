namespace JitAccess.Analyzers.CodeFixes;

/// <summary>What people call a database: the name that its connection string gives it.</summary>
internal static class ConnectionName
{
    private const string Fallback = "database";

    public static string Of(string connectionString)
    {
        foreach (var pair in connectionString.Split(';'))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0 && pair.Substring(0, equals).Trim().ToUpperInvariant() is "DATABASE" or "DB" or "INITIAL CATALOG")
            {
                var name = new string([.. pair.Substring(equals + 1).Trim().Where(c => char.IsLetterOrDigit(c) || c is '_' or '-')]);
                if (name.Length > 0)
                    return name;
            }
        }

        return Fallback;
    }
}
