using JitAccess.Testing.Internal.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>What a user filled in.</summary>
internal sealed class SignInForm
{
    public SignInForm(EmulatorCall call)
    {
        var form = QueryHelpers.ParseQuery(call.Text);
        Ticket = form.GetValueOrDefault("ticket").ToString();
        UserCode = form.GetValueOrDefault("user_code").ToString();
        UserName = form.GetValueOrDefault("user").ToString();
        IsAllowed = form.GetValueOrDefault("decision") == "allow";
    }

    public string Ticket { get; }

    public string UserCode { get; }

    public string UserName { get; }

    public bool IsAllowed { get; }
}
