using System.Net;
using JitAccess.Testing.Internal.Http;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>The pages, plain enough for any browser.</summary>
internal static class SignInHtml
{
    public static EmulatorReply Form(string path, IReadOnlyList<string> users, (string Name, string Value) carried)
    {
        var options = string.Concat(users.Select(static u => $"<option>{WebUtility.HtmlEncode(u)}</option>"));
        var input = $"<input name=\"{carried.Name}\" value=\"{WebUtility.HtmlEncode(carried.Value)}\"{(carried.Name == "ticket" ? " type=\"hidden\"" : "")}>";
        return Page(200,
            $"<form method=\"post\" action=\"{path}\">{input}<label>Sign in as <select name=\"user\">{options}</select></label>" +
            "<button name=\"decision\" value=\"allow\">Allow access</button><button name=\"decision\" value=\"deny\">Deny</button></form>");
    }

    public static EmulatorReply Done() => Page(200, "<p>You may close this page.</p>");

    public static EmulatorReply Refused(string why) => Page(400, $"<p>{WebUtility.HtmlEncode(why)}</p>", "SignInRefused");

    private static EmulatorReply Page(int status, string content, string? error = null) => new(
        status, "text/html; charset=utf-8", $"<!DOCTYPE html><html lang=\"en\"><title>Identity Center emulator</title><h1>Identity Center emulator</h1>{content}</html>", error)
    {
        Headers = { ["X-Frame-Options"] = "DENY", ["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'", ["Referrer-Policy"] = "no-referrer" },
    };
}
