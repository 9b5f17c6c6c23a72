namespace JitAccess.Aws;

/// <summary>The settings of <c>AssumeRoleWithWebIdentity</c>: a token that a platform gave to the workload, for the session of a role.</summary>
/// <remarks>The token is read at every exchange. One that is for somebody else than <see cref="Audience"/> is not sent.</remarks>
public sealed class WebIdentityOptions : AwsRoleSessionOptions
{
    /// <summary>Gets or sets the name of the session, which CloudTrail shows.</summary>
    /// <value>The default is <see langword="null"/>: <c>AWS_ROLE_SESSION_NAME</c>, or the name of the machine.</value>
    public string? SessionName { get; set; }

    /// <summary>Gets or sets the audience that the token must be for, as the identity provider in IAM knows it.</summary>
    /// <value>Required.</value>
    public string? Audience { get; set; }

    /// <summary>Gets or sets the file of the token.</summary>
    /// <value>The default is <see langword="null"/>: the file that <c>AWS_WEB_IDENTITY_TOKEN_FILE</c> names.</value>
    public string? TokenFile { get; set; }

    /// <summary>Gets or sets the exchange at Entra ID that comes before the one at STS.</summary>
    /// <value>The default is <see langword="null"/>: the workload's token goes to STS itself.</value>
    public EntraExchangeOptions? Entra { get; set; }

    internal Func<CancellationToken, ValueTask<string>>? Token { get; private set; }

    /// <summary>Sets where the token comes from.</summary>
    /// <param name="token">Called at every exchange.</param>
    public void UseToken(Func<CancellationToken, ValueTask<string>> token)
    {
        ArgumentNullException.ThrowIfNull(token);
        Token = token;
    }

    /// <summary>Exchanges the workload's federated token at Entra ID, and what Entra ID issues at STS.</summary>
    /// <param name="configure">Sets tenant, client and scope.</param>
    public void UseEntra(Action<EntraExchangeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(Entra ??= new EntraExchangeOptions());
    }
}
