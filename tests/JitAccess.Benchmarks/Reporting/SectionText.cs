using System.Text;

namespace JitAccess.Benchmarks.Reporting;

/// <summary>Writes a section's result as it stands in the document and on the console.</summary>
internal static class SectionText
{
    public static string From(SectionResult result)
    {
        var checks = new MarkdownTable("Promise", "Measured", "Kept", "Kind") { IsText = true };
        foreach (var check in result.Checks)
            checks.Add(check.Promise, check.Measured, check.Holds ? "yes" : "**no**", check.Kind == CheckKind.Structure ? "structure" : "time");
        return new StringBuilder().Append(result.Table).Append('\n').Append(checks).ToString();
    }
}
