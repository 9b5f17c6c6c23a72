namespace JitAccess.Testing;

/// <summary>What a SAML response is to say.</summary>
public sealed class EntraEmulatorSamlResponse
{
    /// <summary>Gets or sets who has signed in.</summary>
    public required string NameId { get; set; }

    /// <summary>Gets or sets the name of the role session; <see langword="null"/> leaves it out.</summary>
    /// <value>The default is <see langword="null"/>, which AWS refuses.</value>
    public string? RoleSessionName { get; set; }

    /// <summary>Gets the roles that are offered, each as <c>role ARN,provider ARN</c>.</summary>
    public IList<string> Roles { get; } = [];

    /// <summary>Gets or sets the source identity; <see langword="null"/> leaves it out.</summary>
    public string? SourceIdentity { get; set; }

    /// <summary>Gets or sets whom it is meant for.</summary>
    /// <value>The default is <c>urn:amazon:webservices</c>.</value>
    public string Audience { get; set; } = "urn:amazon:webservices";

    /// <summary>Gets or sets where it is posted to.</summary>
    /// <value>The default is <c>https://signin.aws.amazon.com/saml</c>.</value>
    public string Recipient { get; set; } = "https://signin.aws.amazon.com/saml";

    /// <summary>Gets or sets when it is issued.</summary>
    /// <value>The default is <see langword="null"/>: now.</value>
    public DateTimeOffset? IssuedAt { get; set; }

    /// <summary>Gets or sets how long it may be used.</summary>
    /// <value>The default is one hour, as of Entra; AWS takes it for five minutes.</value>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets when sessions that come of it end at the latest.</summary>
    /// <value>The default is <see langword="null"/>: it does not say.</value>
    public DateTimeOffset? SessionNotOnOrAfter { get; set; }

    /// <summary>Gets or sets a value indicating whether the response as a whole is signed too, not only the assertion in it.</summary>
    public bool SignsResponse { get; set; }
}
