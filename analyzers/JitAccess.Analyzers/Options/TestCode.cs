using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace JitAccess.Analyzers.Options;

/// <summary>Tells tests from what they test: by the project, what it references, or the folder.</summary>
internal static class TestCode
{
    private static readonly string[] Frameworks =
        ["xunit", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework", "TUnit.Core", "Microsoft.NET.Test.Sdk"];

    public static bool IsProject(Compilation compilation, AnalyzerConfigOptionsProvider options)
    {
        if (options.GlobalOptions.TryGetValue("build_property.IsTestProject", out var value) && value.Equals("true", StringComparison.OrdinalIgnoreCase))
            return true;
        foreach (var reference in compilation.ReferencedAssemblyNames)
            foreach (var framework in Frameworks)
                if (reference.Name.StartsWith(framework, StringComparison.OrdinalIgnoreCase))
                    return true;
        return false;
    }

    /// <summary>Judges a path below the project's folder: what lies above it says where somebody keeps the repository.</summary>
    public static bool IsFile(string path, AnalyzerConfigOptionsProvider options)
    {
        var normal = path.Replace('\\', '/');
        if (normal.EndsWith("Tests.cs", StringComparison.Ordinal) || normal.EndsWith("Test.cs", StringComparison.Ordinal))
            return true;
        if (options.GlobalOptions.TryGetValue("build_property.projectdir", out var folder) && folder.Length > 0
            && normal.StartsWith(folder.Replace('\\', '/'), StringComparison.Ordinal))
            normal = normal.Substring(folder.Length);
        foreach (var part in normal.Split('/'))
            if (part.Equals("test", StringComparison.OrdinalIgnoreCase) || part.Equals("tests", StringComparison.OrdinalIgnoreCase)
                || part.EndsWith("Tests", StringComparison.Ordinal))
                return true;
        return false;
    }
}
