using System.Reflection;

namespace JitAccess.Analyzers;

/// <summary>Where the pages of the rules are: below the address of the repository, as the build was given it.</summary>
internal static class RulePages
{
    private static readonly string Address = typeof(RulePages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == nameof(RulePages)).Value!;

    /// <summary>The address of the page that explains a rule.</summary>
    public static string Of(string id) => Address + id + ".md";
}
