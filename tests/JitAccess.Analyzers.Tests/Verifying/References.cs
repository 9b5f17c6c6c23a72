using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers.Tests.Verifying;

/// <summary>What the code under analysis is compiled against: this runtime, real drivers and clouds, and our packages.</summary>
internal static class References
{
    // Of these an analyzer learns that it looks at tests.
    private static readonly string[] OfTests = ["xunit", "Microsoft.VisualStudio.", "Microsoft.TestPlatform", "testhost", "Shouldly", "JitAccess.Analyzers"];

    public static ImmutableArray<MetadataReference> All { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !OfTests.Any(prefix => Path.GetFileName(path).StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static MetadataReference Xunit { get; } = MetadataReference.CreateFromFile(typeof(FactAttribute).Assembly.Location);
}
