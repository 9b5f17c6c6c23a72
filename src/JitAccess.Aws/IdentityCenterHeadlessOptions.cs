namespace JitAccess.Aws;

/// <summary>The settings of a sign-in to Identity Center without a person: a JWT of a trusted issuer, exchanged by <c>CreateTokenWithIAM</c>.</summary>
/// <remarks>Whoever holds such a JWT, and may sign the call, acts as the person that the JWT names, in everything that person is assigned to.</remarks>
public sealed class IdentityCenterHeadlessOptions
{
    /// <summary>Gets or sets the customer managed application of Identity Center, by its ARN.</summary>
    /// <value>Required.</value>
    public string? ApplicationArn { get; set; }

    /// <summary>Gets or sets a value indicating whether acting as a person who is not there is accepted.</summary>
    /// <value>The default is <see langword="false"/>: the start fails.</value>
    public bool AcceptImpersonation { get; set; }

    /// <summary>Gets or sets the audience that the JWT must be for, as the trusted token issuer in Identity Center knows it.</summary>
    /// <value>Required.</value>
    public string? Audience { get; set; }

    /// <summary>Gets or sets the file of the JWT, read at every exchange; Identity Center takes each JWT once.</summary>
    /// <value>The default is <see langword="null"/>: a delegate brings it.</value>
    public string? TokenFile { get; set; }

    internal Func<CancellationToken, ValueTask<string>>? Token { get; private set; }

    /// <summary>Sets where the JWT comes from.</summary>
    /// <param name="token">Called at every exchange; each time it returns another JWT.</param>
    public void UseToken(Func<CancellationToken, ValueTask<string>> token)
    {
        ArgumentNullException.ThrowIfNull(token);
        Token = token;
    }
}
