using System.Security.Cryptography;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>The two URLs by which clients name an instance; nothing answers at either.</summary>
internal sealed class InstanceNames
{
    public Uri StartUrl { get; } = new($"https://d-{RandomNumberGenerator.GetHexString(10, lowercase: true)}.awsapps.com/start");

    public Uri IssuerUrl { get; } = new($"https://identitycenter.amazonaws.com/ssoins-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");

    public bool Contains(string url) => url.TrimEnd('/') is var name && (name == StartUrl.AbsoluteUri || name == IssuerUrl.AbsoluteUri);
}
