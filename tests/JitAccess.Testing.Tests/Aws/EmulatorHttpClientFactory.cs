using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>Lets an AWS client trust the authority of an emulator and nobody else's.</summary>
internal sealed class EmulatorHttpClientFactory(string? rootPem) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => Create(rootPem);

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public static HttpClient Create(string? rootPem)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = Timeout.InfiniteTimeSpan }; // a body waits for its leave
        if (rootPem is not null)
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509Certificate2.CreateFromPem(rootPem) },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        return new HttpClient(handler);
    }
}
