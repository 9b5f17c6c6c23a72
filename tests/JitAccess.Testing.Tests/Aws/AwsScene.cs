using Amazon.Runtime;
using Amazon.SecurityToken;
using JitAccess.Aws.Tests.Identity;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>An emulator with a user and a role, and unmodified AWS clients that talk to it.</summary>
internal sealed class AwsScene : IAsyncDisposable
{
    public const string Account = "123456789012";
    public const string UserArn = "arn:aws:iam::123456789012:user/ci";
    public const string RoleArn = "arn:aws:iam::123456789012:role/orders";
    public const string NextRoleArn = "arn:aws:iam::210987654321:role/data/reader";

    private readonly List<IDisposable> _clients = [];

    private AwsScene(AwsEmulator aws, FakeTimeProvider time, FakeLoggerProvider log)
    {
        Aws = aws;
        Time = time;
        Log = log;
        UserKey = aws.CreateAccessKey(UserArn);
        aws.WriteRole(RoleArn, new() { TrustedPrincipals = { UserArn }, MaxSessionDuration = TimeSpan.FromHours(2), DatabaseUserNames = { "orders_app" } });
        aws.WriteRole(NextRoleArn, new() { TrustedPrincipals = { RoleArn }, MaxSessionDuration = TimeSpan.FromHours(12) });
    }

    public AwsEmulator Aws { get; }

    public FakeTimeProvider Time { get; }

    public FakeLoggerProvider Log { get; }

    public RdsIamKey UserKey { get; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<AwsScene> StartAsync(Action<AwsEmulatorOptions>? configure = null)
    {
        var log = new FakeLoggerProvider();

        // AWS clients sign by the machine's clock; whole seconds, for that is what answers tell.
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        var options = new AwsEmulatorOptions { TimeProvider = time, LoggerFactory = new Vault.SingleLoggerFactory(log), UsesPlainHttp = true };
        configure?.Invoke(options);
        return new AwsScene(await UnmeasuredAws.StartAsync(options, Cancellation), time, log);
    }

    public static SessionAWSCredentials Session(Amazon.SecurityToken.Model.Credentials c) => new(c.AccessKeyId, c.SecretAccessKey, c.SessionToken);

    public static AWSCredentials Credentials(RdsIamKey key) => key.RevealSessionToken() is { } token
        ? new SessionAWSCredentials(key.AccessKeyId, key.RevealSecretAccessKey(), token)
        : new BasicAWSCredentials(key.AccessKeyId, key.RevealSecretAccessKey());

    public AmazonSecurityTokenServiceClient Sts() => Sts(Credentials(UserKey));

    public AmazonSecurityTokenServiceClient Sts(AWSCredentials credentials, Action<AmazonSecurityTokenServiceConfig>? configure = null)
    {
        var config = Configure(new AmazonSecurityTokenServiceConfig(), Aws.Sts);
        configure?.Invoke(config);
        return Keep(new AmazonSecurityTokenServiceClient(credentials, config));
    }

    public HttpClient Http() => Keep(EmulatorHttpClientFactory.Create(Aws.CertificatePem));

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(static c => c.Dispose());
        await Aws.DisposeAsync();
    }

    public T Keep<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }

    /// <summary>Points a client at an endpoint, and lets it try once only: what is tested is what the service says.</summary>
    public T Configure<T>(T config, EmulatorEndpoint endpoint)
        where T : ClientConfig
    {
        config.ServiceURL = endpoint.Address.AbsoluteUri;
        config.AuthenticationRegion = Aws.Region;
        config.HttpClientFactory = new EmulatorHttpClientFactory(Aws.CertificatePem);
        config.MaxErrorRetry = 0;
        return config;
    }
}
