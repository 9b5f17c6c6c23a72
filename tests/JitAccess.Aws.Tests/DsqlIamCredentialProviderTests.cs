using Amazon.Runtime;
using JitAccess.Aws.Tests.Credentials;
using JitAccess.Aws.Tests.Signing;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Aws.Tests;

public sealed class DsqlIamCredentialProviderTests
{
    private const string Cluster = "foo0bar1baz2quux3quuux4xyz.dsql.us-east-1.on.aws";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);

    public static TheoryData<string> DsqlVectors { get; } = [.. TokenVector.All.Values.Where(v => v.Service == "dsql").Select(v => v.Id)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void DsqlVectors_All_AreRead() => DsqlVectors.Count.ShouldBe(8);

    [Theory]
    [MemberData(nameof(DsqlVectors))]
    public async Task GetCredentialAsync_PublishedVector_EqualsItByteForByte(string id)
    {
        var vector = TokenVector.All[id];
        _clock.AdjustTime(vector.Time);
        AWSCredentials credentials = vector.SessionToken is null
            ? new BasicAWSCredentials(vector.AccessKey, vector.SecretKey)
            : new SessionAWSCredentials(vector.AccessKey, vector.SecretKey, vector.SessionToken)
            {
                Expiration = vector.Time.AddHours(1).UtcDateTime,
            };
        var provider = new DsqlIamCredentialProvider(
            new DsqlOptions { Credentials = credentials, Region = vector.Region, TokenLifetime = TimeSpan.FromSeconds(vector.Expires) }, _clock);

        Secret(await provider.GetCredentialAsync(Request(Admin(vector), vector.Host), Ct)).ShouldBe(vector.CanonicalToken);
    }

    [Theory]
    [InlineData("admin", "DbConnectAdmin")]
    [InlineData("Admin", "DbConnect")]
    [InlineData("admin ", "DbConnect")]
    [InlineData("orders_app", "DbConnect")]
    public async Task GetCredentialAsync_User_DecidesTheAction(string user, string action)
    {
        var credential = await Provider().GetCredentialAsync(Request(user), Ct);

        Secret(credential).ShouldStartWith($"{Cluster}/?Action={action}&X-Amz-Algorithm=");
        credential.UserName.ShouldBe(user);
    }

    [Theory]
    [InlineData("admin", DsqlAction.DbConnectAdmin)]
    [InlineData("orders_app", DsqlAction.DbConnect)]
    public async Task GetCredentialAsync_ActionThatFits_ChangesNothing(string user, DsqlAction action) =>
        Secret(await Provider(o => o.Action = action).GetCredentialAsync(Request(user), Ct))
            .ShouldBe(Secret(await Provider().GetCredentialAsync(Request(user), Ct)));

    [Fact]
    public async Task GetCredentialAsync_AdminWhereOnlyDbConnectIsAllowed_IsRefusedWithTheRemedy()
    {
        var error = await ShouldBeMisconfigured(Provider(o => o.Action = DsqlAction.DbConnect), Request("admin"));

        error.Message.ShouldContain("JitAccess:Databases:orders:Dsql:Action allows DbConnect only");
        error.Message.ShouldContain("Log in as a role of the application's own");
    }

    [Theory]
    [InlineData("orders_app")]
    [InlineData("Admin")]
    public async Task GetCredentialAsync_OtherUserWhereOnlyDbConnectAdminIsAllowed_IsRefusedWithTheRemedy(string user)
    {
        var error = await ShouldBeMisconfigured(Provider(o => o.Action = DsqlAction.DbConnectAdmin), Request(user));

        error.Message.ShouldContain($"takes DbConnect from user '{user}'");
        error.Message.ShouldContain("the user 'admin', in lower case");
    }

    [Fact]
    public async Task GetCredentialAsync_Region_IsTheHostsUnlessSet()
    {
        Secret(await Provider().GetCredentialAsync(Request(), Ct)).ShouldContain("%2Fus-east-1%2Fdsql%2F");
        Secret(await Provider(o => o.Region = "us-east-2").GetCredentialAsync(Request(), Ct)).ShouldContain("%2Fus-east-2%2Fdsql%2F");
    }

    [Fact]
    public async Task GetCredentialAsync_AnyPort_IsNotSigned() =>
        Secret(await Provider().GetCredentialAsync(Request() with { Endpoint = new JitEndpoint(Cluster, 6543) }, Ct))
            .ShouldBe(Secret(await Provider().GetCredentialAsync(Request(), Ct)));

    [Theory]
    [InlineData("foo.dsql-fnh4.us-east-1.on.aws")]
    [InlineData("FOO0BAR1BAZ2QUUX3QUUUX4XYZ.DSQL.US-EAST-1.ON.AWS.")]
    public async Task GetCredentialAsync_OtherNamesOfAClusters_AreSigned(string host) =>
        Secret(await Provider().GetCredentialAsync(Request(host: host), Ct)).ShouldStartWith(host.ToLowerInvariant().TrimEnd('.') + "/?");

    [Theory]
    [InlineData("localhost", "TokenEndpoints (Connect: 'localhost:5432', Token: '{cluster}.dsql.{region}.on.aws:5432')")]
    [InlineData("db.internal.example.com", "JitAccess:Databases:orders:TokenEndpoints")]
    [InlineData("foo.dsql.us-east-1.on.aws.attacker.net", "TokenEndpoints")]
    [InlineData("db1.abc123def456.eu-west-1.rds.amazonaws.com", "is an RDS or Aurora instance")]
    [InlineData("c.cluster-abc123def456.eu-west-1.rds.amazonaws.com", "Call UseRdsIam() or UseAuroraIam()")]
    [InlineData("p.proxy-abc123def456.eu-west-1.rds.amazonaws.com", "is an RDS Proxy")]
    [InlineData("my-nlb-1234.elb.us-east-2.amazonaws.com", "is a load balancer")]
    public async Task GetCredentialAsync_NoCluster_IsRefusedWithTheRemedy(string host, string remedy)
    {
        var error = await ShouldBeMisconfigured(Provider(o => o.Region = "us-east-1"), Request(host: host));

        error.Message.ShouldStartWith($"No DSQL token can be signed for database 'orders': '{host}:5432' is");
        error.Message.ShouldContain(remedy);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task GetCredentialAsync_NoUser_NamesWhereToSetIt(string? user)
    {
        var error = await ShouldBeMisconfigured(Provider(), Request() with { UserName = user });

        error.Message.ShouldContain("a DSQL token is for one");
        error.Message.ShouldContain("JitAccess:Databases:orders:UserName");
    }

    [Fact]
    public async Task GetCredentialAsync_AWeek_IsSignedAsAsked()
    {
        var credential = await Provider(o => o.TokenLifetime = TimeSpan.FromDays(7)).GetCredentialAsync(Request(), Ct);

        Secret(credential).ShouldContain("X-Amz-Expires=604800&");
        credential.ExpiresAt.ShouldBe(Now.AddDays(7));
    }

    [Fact]
    public async Task R03_GetCredentialAsync_KeysEndFirst_TokenEndsWithThem()
    {
        var keys = new FakeRefreshingCredentials(_clock, TimeSpan.FromHours(6));

        var credential = await Provider(o => (o.Credentials, o.TokenLifetime) = (keys, TimeSpan.FromDays(7))).GetCredentialAsync(Request(), Ct);

        credential.ExpiresAt.ShouldBe(Now.AddHours(6) - keys.ExpirationBuffer);
    }

    [Fact]
    public void Provider_Always_SaysHowItBehaves()
    {
        IJitCredentialProvider provider = Provider();

        provider.Scope.ShouldBe(JitCredentialScope.PerEndpoint);
        provider.RotatesUserName.ShouldBeFalse();
        provider.PasswordExchange.ShouldBe(JitPasswordExchange.ClearTextInsideTls);
        provider.Identity.ProviderName.ShouldBe("dsql-iam");
        provider.Identity.ToString().ShouldContain("Service = dsql");
        provider.GetTrustRoots(Cluster).ShouldBeNull();
        provider.SessionDefaults.ShouldBe(new JitSessionDefaults
        {
            MaxLifetime = TimeSpan.FromSeconds(3300),
            MaxPoolSize = 10,
            ResetOnReturn = false,
            Enlist = false,
            DirectTls = true,
        });
    }

    private static string Admin(TokenVector vector) => vector.Action == "DbConnectAdmin" ? "admin" : "app";

    private static async Task<JitProviderException> ShouldBeMisconfigured(DsqlIamCredentialProvider provider, JitCredentialRequest request)
    {
        var error = await Should.ThrowAsync<JitProviderException>(async () => await provider.GetCredentialAsync(request, Ct));
        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        return error;
    }

    private static JitCredentialRequest Request(string user = "orders_app", string host = Cluster) => new()
    {
        DatabaseName = "orders",
        Endpoint = new JitEndpoint(host, 5432),
        UserName = user,
        RequestedAt = Now,
    };

    private static string Secret(JitCredential credential) => credential.RevealSecret();

    private DsqlIamCredentialProvider Provider(Action<DsqlOptions>? configure = null)
    {
        var options = new DsqlOptions { Credentials = new BasicAWSCredentials("akid", "secret") };
        configure?.Invoke(options);
        return new DsqlIamCredentialProvider(options, _clock);
    }
}
