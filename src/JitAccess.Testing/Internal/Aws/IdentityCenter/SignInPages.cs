using JitAccess.Testing.Internal.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>What a browser sees: who signs in, and whether the client may.</summary>
internal sealed class SignInPages(IdentityCenterState state)
{
    public const string AuthorizePath = "/authorize";
    public const string DevicePath = "/device";

    private const int ChallengeLength = 43;

    private static readonly char[] ScopeSeparators = [' ', ','];

    /// <summary>Answers a client's request for a code, or the form that its user filled in.</summary>
    public EmulatorReply Authorize(EmulatorCall call)
    {
        if (call.Method == "POST")
            return Decide(new SignInForm(call));
        if (Text(call, "client_id") is not { } clientId || state.Clients.Find(clientId) is not { } client ||
            !Uri.TryCreate(Text(call, "redirect_uri"), UriKind.Absolute, out var redirect) || !client.MayRedirectTo(redirect))
            return SignInHtml.Refused("The client is unknown, or the address to return to is not one that it registered."); // never redirected
        var stateText = Text(call, "state") ?? "";
        if (Fault(call, client, out var scopes) is { } fault)
            return Redirect(redirect, ("error", fault), ("state", stateText));

        var request = new AuthorizationRequest(client, redirect, stateText, Text(call, "code_challenge")!, scopes, state.Aws.Now + state.Settings.CodeLifetime);
        return state.BrowserUser is { } user
            ? Return(request, user)
            : SignInHtml.Form(AuthorizePath, state.Directory.EnabledUsers, ("ticket", state.Authorizations.Ask(request)));
    }

    /// <summary>Answers a user who was sent here by a device, or the form.</summary>
    public EmulatorReply Device(EmulatorCall call)
    {
        if (call.Method != "POST")
            return SignInHtml.Form(DevicePath, state.Directory.EnabledUsers, ("user_code", Text(call, "user_code") ?? ""));
        var form = new SignInForm(call);
        if (state.Devices.ByUserCode(form.UserCode) is not { } device)
            return SignInHtml.Refused("The code is unknown or has expired.");
        if (!form.IsAllowed)
            device.IsDenied = true;
        else if (state.Directory.IsEnabled(form.UserName))
            device.ApprovedBy = form.UserName;
        else
            return SignInHtml.Refused("There is no such user.");
        return SignInHtml.Done();
    }

    private static string? Text(EmulatorCall call, string name) => call.Query[name] is [{ Length: > 0 } text] ? text : null;

    private static EmulatorReply Redirect(Uri address, params (string Name, string? Value)[] parameters) => new(302, "text/html", "")
    {
        Headers =
        {
            ["Location"] = QueryHelpers.AddQueryString(address.OriginalString, parameters.Select(static p => KeyValuePair.Create(p.Name, p.Value))),
            ["Referrer-Policy"] = "no-referrer",
        },
    };

    private static string? Fault(EmulatorCall call, RegisteredClient client, out IReadOnlyList<string> scopes)
    {
        scopes = (Text(call, "scopes") ?? Text(call, "scope") ?? "").Split(ScopeSeparators, StringSplitOptions.RemoveEmptyEntries);
        if (Text(call, "response_type") != "code")
            return "unsupported_response_type";
        if (!client.MayUse(OidcGrants.AuthorizationCode))
            return "unauthorized_client";
        if (Text(call, "code_challenge_method") != "S256" || Text(call, "code_challenge")?.Length != ChallengeLength || Text(call, "state") is null)
            return "invalid_request";
        return scopes.All(client.Scopes.Contains) ? null : "invalid_scope";
    }

    private EmulatorReply Decide(SignInForm form)
    {
        if (state.Authorizations.TakePage(form.Ticket) is not { } request)
            return SignInHtml.Refused("This page has expired or has been used.");
        if (!form.IsAllowed)
            return Redirect(request.RedirectUri, ("error", "access_denied"), ("state", request.State));
        return Return(request, form.UserName);
    }

    private EmulatorReply Return(AuthorizationRequest request, string userName) => state.Directory.IsEnabled(userName)
        ? Redirect(request.RedirectUri, ("code", state.Authorizations.Issue(request, userName)), ("state", request.State))
        : SignInHtml.Refused("There is no such user.");
}
