namespace JitAccess.Aws.SignIn;

/// <summary>Judges the pages that a person is sent to: only the issuer's own.</summary>
internal sealed class SignInAddress(Uri issuer, string startUrl, bool mayBeInsecure)
{
    /// <exception cref="JitProviderException">It is another's.</exception>
    public Uri Require(string? page) =>
        Uri.TryCreate(page, UriKind.Absolute, out var address) ? Require(address) : throw Refused();

    /// <exception cref="JitProviderException">It is another's.</exception>
    public Uri Require(Uri page) =>
        page.UserInfo.Length == 0 && IsSecure(page) && IsOfIssuer(page) ? page : throw Refused();

    private bool IsSecure(Uri page) => page.Scheme == Uri.UriSchemeHttps || (mayBeInsecure && page is { Scheme: "http", IsLoopback: true });

    // The service is at oidc.REGION.…, its page for devices at device.sso.REGION.…, and the portal's at the start URL.
    private bool IsOfIssuer(Uri page)
    {
        var host = page.IdnHost;
        var domain = issuer.IdnHost[(issuer.IdnHost.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return (host == issuer.IdnHost && page.Port == issuer.Port) || (page.IsDefaultPort && host == $"device.sso.{domain}")
            || (Uri.TryCreate(startUrl, UriKind.Absolute, out var start) && host == start.IdnHost && page.Port == start.Port);
    }

    private JitProviderException Refused() => new(
        JitProviderErrorKind.Denied,
        $"IAM Identity Center wants a person to sign in at an address that is not its own: neither at {issuer.Host} nor at the start URL, or not by https. It "
        + "was neither opened nor shown.");
}
