using System.Net;
using JitAccess.Aws;
using JitAccess.Aws.Tests.Identity;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>AWS and Entra ID beside a real server that lets in whom they vouch for, and hosts as applications build them.</summary>
internal sealed class FederatedHost : IAsyncDisposable
{
    public const string Account = "123456789012";
    public const string RoleArn = "arn:aws:iam::123456789012:role/orders";
    public const string NextRoleArn = "arn:aws:iam::210987654321:role/reader";
    public const string Audience = "api://jitaccess-aws";
    public const string Subject = "11111111-2222-3333-4444-555555555555";
    public const string User = "ada@example.com";
    public const string PermissionSet = "db-readonly";

    private readonly TestServer _server;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory();
    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private FederatedHost(TestServer server, AwsEmulator aws, EntraEmulator entra, TimeProvider time)
    {
        _server = server;
        Aws = aws;
        Entra = entra;
        Time = time;
        var issuer = aws.AddOidcProvider(Account, entra.Issuer, [Audience], entra.CertificatePem);
        aws.WriteRole(RoleArn, new() { TrustedWebIdentities = { new(issuer, Audience, Subject) }, DatabaseUserNames = { TestServer.UserName } });
        Center.AddUser(User);
        Center.AddAccount(Account);
        Center.WritePermissionSet(PermissionSet, new() { DatabaseUserNames = { TestServer.UserName } });
        PermissionSetRole = Center.Assign(User, Account, PermissionSet);
        Center.BrowserUser = User;
        aws.WriteRole(NextRoleArn, new() { TrustedPrincipals = { RoleArn, PermissionSetRole }, DatabaseUserNames = { TestServer.UserName } });
        aws.AddDatabase(server.Authenticator.Verifier);
    }

    public AwsEmulator Aws { get; }

    public EntraEmulator Entra { get; }

    public AwsEmulatorIdentityCenter Center => Aws.IdentityCenter;

    public TimeProvider Time { get; }

    public bool UsesPlainHttp => Aws.RootCertificatePath is null;

    public string PermissionSetRole { get; }

    public string CacheFolder => Path.Combine(_home.FullName, "cache");

    /// <summary>Gets the permission set as configuration names it.</summary>
    public IReadOnlyDictionary<string, string> PermissionSetSettings => new Dictionary<string, string>
    {
        ["IdentityCenter:StartUrl"] = Center.StartUrl.AbsoluteUri,
        ["IdentityCenter:Region"] = Aws.Region,
        ["IdentityCenter:AccountId"] = Account,
        ["IdentityCenter:PermissionSet"] = PermissionSet,
        ["IdentityCenter:OidcEndpoint"] = Center.Oidc.Address.AbsoluteUri,
        ["IdentityCenter:PortalEndpoint"] = Center.Portal.Address.AbsoluteUri,
    };

    /// <summary>Starts AWS and Entra ID.</summary>
    /// <param name="server">The server that they vouch at.</param>
    /// <param name="time">Their clock; <see langword="null"/> for the system's.</param>
    /// <param name="usesPlainHttp">Whether they are asked without TLS.</param>
    public static async Task<FederatedHost> StartAsync(TestServer server, TimeProvider? time = null, bool usesPlainHttp = true)
    {
        var (clock, cancellation) = (time ?? TimeProvider.System, TestContext.Current.CancellationToken);
        var aws = await UnmeasuredAws.StartAsync(new() { TimeProvider = clock, UsesPlainHttp = usesPlainHttp }, cancellation);
        var entra = await EntraEmulator.StartAsync(new() { TimeProvider = clock, UsesPlainHttp = usesPlainHttp }, cancellation);
        return new(server, aws, entra, clock);
    }

    public string Token() => Entra.CreateToken(new() { Audience = Audience, Subject = Subject });

    public void UseWebIdentity(RdsIamOptions options, Func<string>? token = null) => options.UseWebIdentity(w =>
    {
        (w.RoleArn, w.Audience) = (RoleArn, Audience);
        w.UseToken(_ => new((token ?? Token)()));
    });

    public void UseIdentityCenter(RdsIamOptions options, Action<IdentityCenterOptions>? configure = null) => options.UseIdentityCenter(o =>
    {
        (o.StartUrl, o.Region, o.AccountId, o.PermissionSet) = (Center.StartUrl.AbsoluteUri, Aws.Region, Account, PermissionSet);
        (o.OidcEndpoint, o.PortalEndpoint, o.CacheFolder) = (Center.Oidc.Address.AbsoluteUri, Center.Portal.Address.AbsoluteUri, CacheFolder);
        o.UseBrowser(BrowseAsync);
        configure?.Invoke(o);
    });

    /// <summary>Starts a host whose database uses an identity.</summary>
    public Task<IHost> HostAsync(Action<RdsIamOptions> use, Action<HostApplicationBuilder>? configure = null)
    {
        var host = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        host.Configuration["ConnectionStrings:orders"] = _server.ConnectionString("Pooling=false");
        host.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Connect"] = _server.Connect.ToString();
        host.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Token"] = _server.Token.ToString();
        host.Configuration["JitAccess:Databases:orders:Refresh:FlightTimeout"] = "00:05:00"; // however busy the machine: what was asked and not waited for is asked again
        host.Logging.SetMinimumLevel(LogLevel.Trace);
        host.Services.AddSingleton(Time);
        host.AddJitDatabase("orders", db => db.UseRdsIam(rds =>
        {
            rds.AllowInsecureLoopback();
            (rds.StsRegion, rds.StsEndpoint) = (Aws.Region, Aws.Sts.Address.AbsoluteUri);
            use(rds);
        }));
        configure?.Invoke(host);
        return OrdersHost.StartAsync(host);
    }

    public static async Task LoginAsync(IHost host)
    {
        var database = host.Services.GetRequiredService<JitDatabase>();
        await using var command = database.DataSource.CreateCommand("SELECT current_user::text");
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(TestServer.UserName);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await Entra.DisposeAsync();
        await Aws.DisposeAsync();
        _home.Delete(recursive: true);
    }

    private async ValueTask BrowseAsync(Uri page, CancellationToken cancellationToken)
    {
        using var answer = await _browser.GetAsync(page, cancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var returned = await _browser.GetAsync(answer.Headers.Location, cancellationToken);
        returned.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
