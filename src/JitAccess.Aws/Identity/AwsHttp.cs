using Amazon.Runtime;

namespace JitAccess.Aws.Identity;

/// <summary>The HTTP that services of identity are asked by.</summary>
/// <remarks>It is made here: what a host configures for all its clients would repeat requests and see the tokens in them. It follows no
/// redirect, which would carry a token to wherever an answer says.</remarks>
internal sealed class AwsHttp : HttpClientFactory, IDisposable
{
    /// <summary>How long a request may take: less than a refresh, so that the engine hears of it and says what did not answer.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    public AwsHttp(TimeSpan timeout) => Client = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = timeout / 2,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = timeout,
    };

    public HttpClient Client { get; }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => Client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => Client.Dispose();
}
