namespace JitAccess.Aws.Credentials;

/// <summary>Says where AWS credentials are looked for.</summary>
internal enum AwsCredentialOriginKind
{
    /// <summary>The SDK's default chain: environment, web identity, profile, container, instance.</summary>
    DefaultChain,

    /// <summary>A named profile.</summary>
    Profile,

    /// <summary>An object that the application made.</summary>
    Instance,

    /// <summary>Nowhere: a session is asked for with a token of another issuer.</summary>
    Federation,
}
