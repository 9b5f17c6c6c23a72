namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>A client that registered itself.</summary>
internal sealed record RegisteredClient(string Id, string SecretHash, DateTimeOffset ExpiresAt)
{
    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> GrantTypes { get; init; }

    public required IReadOnlyList<Uri> RedirectUris { get; init; }

    /// <summary>Gets a value indicating whether it may keep its user signed in; a client without scopes is of the kind that may not.</summary>
    public bool MayRefresh => Scopes.Count > 0 && (GrantTypes.Count == 0 || GrantTypes.Contains(OidcGrants.RefreshToken));

    /// <summary>Returns whether it is registered for a grant. One that names none is of the time before there were others than that of devices.</summary>
    public bool MayUse(string grant) => grant switch
    {
        OidcGrants.RefreshToken => MayRefresh,
        OidcGrants.DeviceCode when GrantTypes.Count == 0 => true,
        _ => GrantTypes.Contains(grant),
    };

    /// <summary>Returns whether an address was registered: the port of a loopback address is the client's free choice.</summary>
    public bool MayRedirectTo(Uri address) => RedirectUris.Any(own =>
        own.Scheme == address.Scheme && own.Host == address.Host && own.AbsolutePath == address.AbsolutePath &&
        address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0);
}
