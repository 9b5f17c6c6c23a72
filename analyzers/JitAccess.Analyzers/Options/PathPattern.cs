namespace JitAccess.Analyzers.Options;

/// <summary>Globs of paths: <c>*</c> stays in a folder, <c>**</c> does not. A pattern may match the end of a path, from a folder on.</summary>
internal static class PathPattern
{
    public static bool Matches(string pattern, string path)
    {
        var normal = path.Replace('\\', '/');
        var glob = pattern.Replace('\\', '/');
        if (MatchesAt(glob, 0, normal, 0))
            return true;
        for (var slash = normal.IndexOf('/'); slash >= 0; slash = normal.IndexOf('/', slash + 1))
            if (MatchesAt(glob, 0, normal, slash + 1))
                return true;
        return false;
    }

    private static bool MatchesAt(string glob, int g, string path, int p)
    {
        while (g < glob.Length)
        {
            if (glob[g] == '*')
            {
                var isDeep = g + 1 < glob.Length && glob[g + 1] == '*';
                var next = g + (isDeep ? 2 : 1);
                // "**/" also stands for no folder at all.
                if (isDeep && next < glob.Length && glob[next] == '/' && MatchesAt(glob, next + 1, path, p))
                    return true;
                for (var end = p; end <= path.Length; end++)
                {
                    if (MatchesAt(glob, next, path, end))
                        return true;
                    if (end < path.Length && path[end] == '/' && !isDeep)
                        break;
                }

                return false;
            }

            if (p >= path.Length || (glob[g] != '?' && char.ToUpperInvariant(glob[g]) != char.ToUpperInvariant(path[p])))
                return false;
            g++;
            p++;
        }

        return p == path.Length;
    }
}
