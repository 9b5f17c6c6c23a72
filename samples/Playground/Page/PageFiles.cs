using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Playground.Page;

/// <summary>The page's own files, which are part of the program.</summary>
internal static class PageFiles
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    public static IResult Answer(string name) =>
        Open($"assets/{name}") is { } stream && Types.TryGetValue(Path.GetExtension(name), out var type)
            ? TypedResults.Stream(stream, type)
            : TypedResults.NotFound();

    public static Stream? Open(string resource) => Assembly.GetExecutingAssembly().GetManifestResourceStream(resource);
}
