using System.Text;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Http;

namespace Playground.Page;

/// <summary>The documentation as it was when the Playground was built, so that its numbers are explained without a network.</summary>
internal static class DocPages
{
    private const string Repository = "https://github.com/JitAccess/JitAccess/blob/main/";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    /// <summary>Answers with a page, by its path below <c>docs</c>.</summary>
    public static IResult Answer(string path) =>
        Render(path) is { } html ? TypedResults.Content(html, "text/html; charset=utf-8") : TypedResults.NotFound();

    public static string? Render(string path)
    {
        using var stream = PageFiles.Open($"docs/{path}");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        var document = Markdown.Parse(reader.ReadToEnd(), Pipeline);
        foreach (var link in document.Descendants<LinkInline>())
            link.Url = Target(path, link.Url ?? "");
        var title = document.Descendants<HeadingBlock>().FirstOrDefault()?.Inline?.FirstChild?.ToString() ?? path;
        using var body = new StringWriter();
        var renderer = new HtmlRenderer(body);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return new StringBuilder()
            .Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Escape(title)).Append(" · JitAccess</title>")
            .Append("<meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"/assets/icon.svg\"><link rel=\"stylesheet\" href=\"/assets/page.css\"></head>")
            .Append("<body class=\"doc\"><header><a href=\"/\">JitAccess Playground</a></header><main>").Append(body).Append("</main></body></html>")
            .ToString();
    }

    /// <summary>Leaves links between pages alone; what is outside of <c>docs</c> is in the repository.</summary>
    private static string Target(string page, string url)
    {
        if (url.Contains("://", StringComparison.Ordinal) || url.StartsWith('#'))
            return url;
        var here = new Uri($"http://repository/docs/{page}");
        var target = new Uri(here, url);
        return target.AbsolutePath.StartsWith("/docs/", StringComparison.Ordinal) && PageFiles.Open(target.AbsolutePath[1..]) is { } stream
            ? Close(stream, url)
            : Repository + target.PathAndQuery[1..] + target.Fragment;
    }

    private static string Close(Stream stream, string url)
    {
        stream.Dispose();
        return url;
    }

    private static string Escape(string text) => System.Net.WebUtility.HtmlEncode(text);
}
