using JitAccess.Aws.Internal;

namespace JitAccess.Aws;

/// <summary>The settings of <c>AssumeRoleWithSAML</c>: a SAML 2.0 response for the session of a role. The session's name is in the response.</summary>
/// <remarks>The response is asked for at every exchange. STS verifies it; here it is only read, and not sent where it is for somebody else.</remarks>
public sealed class SamlOptions : AwsRoleSessionOptions
{
    /// <summary>Gets or sets the SAML provider in IAM, such as <c>arn:aws:iam::123456789012:saml-provider/entra</c>.</summary>
    /// <value>Required.</value>
    public string? ProviderArn { get; set; }

    /// <summary>Gets or sets the audience that the response must be for.</summary>
    /// <value>The default is <c>urn:amazon:webservices</c>; China and GovCloud have names of their own.</value>
    public string Audience { get; set; } = SamlDefaults.Audience;

    /// <summary>Gets or sets the file of the response, in base64 as a browser would post it, read at every exchange.</summary>
    /// <value>The default is <see langword="null"/>: a delegate brings it. STS takes a response for five minutes, so whoever writes the file replaces it in time.</value>
    public string? ResponseFile { get; set; }

    internal Func<CancellationToken, ValueTask<string>>? Response { get; private set; }

    /// <summary>Sets where the response comes from.</summary>
    /// <param name="response">Called at every exchange; returns the response in base64, as a browser would post it.</param>
    public void UseResponse(Func<CancellationToken, ValueTask<string>> response)
    {
        ArgumentNullException.ThrowIfNull(response);
        Response = response;
    }
}
