using JitAccess.Testing.Internal.Saml;

namespace JitAccess.Testing.Internal.Aws;

/// <summary>A SAML provider of an account.</summary>
internal sealed record SamlProvider(AwsArn Arn, SamlMetadata Metadata);
