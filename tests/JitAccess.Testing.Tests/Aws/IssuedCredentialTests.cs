using Amazon.SecurityToken.Model;
using Npgsql;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>Credentials that were issued sign tokens that a real server accepts, as those that the role allows and as long as they last.</summary>
public sealed class IssuedCredentialTests(RdsIamPostgresFixture fixture) : IClassFixture<RdsIamPostgresFixture>
{
    private const string Policy =
        """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"rds-db:connect","Resource":"arn:aws:rds-db:eu-west-1:123456789012:dbuser:db-1/USER"}}""";

    private RdsIamPostgres Postgres => fixture.Postgres;

    [Fact]
    public async Task AssumeRole_CredentialsThatSignAToken_LogIn()
    {
        await using var scene = await StartAsync();

        (await LoginAsync(scene, await AssumeAsync(scene))).ShouldBe("orders_app");
    }

    [Fact]
    public async Task AssumeRole_AfterTheEndOfTheSession_DoesNotLogIn()
    {
        await using var scene = await StartAsync();
        var options = new RdsIamAuthenticatorOptions();
        var verifier = new RdsIamTokenVerifier(options.TokenEndpoint, options.Region, scene.Time);
        scene.Aws.AddDatabase(verifier);
        var key = await AssumeAsync(scene, r => r.DurationSeconds = 900);
        scene.Time.Advance(TimeSpan.FromSeconds(899));

        verifier.Verify(new TokenRecipe(key, scene.Time.GetUtcNow()).Sign(), "orders_app").ShouldBe(RdsIamVerdict.Valid);
        scene.Time.Advance(TimeSpan.FromSeconds(1));
        verifier.Verify(new TokenRecipe(key, scene.Time.GetUtcNow()).Sign(), "orders_app").ShouldBe(RdsIamVerdict.ExpiredKey);
    }

    [Fact]
    public async Task AssumeRole_AsAnotherDatabaseUser_IsNotAuthorized()
    {
        await using var scene = await StartAsync();
        scene.Aws.WriteRole(AwsScene.RoleArn, new() { TrustedPrincipals = { AwsScene.UserArn }, DatabaseUserNames = { "another" } });

        await RefusedAsync(scene, await AssumeAsync(scene), RdsIamVerdict.NotAuthorized);
    }

    [Theory]
    [InlineData("orders_app", true)]
    [InlineData("*", true)]
    [InlineData("orders_ro", false)]
    public async Task AssumeRole_WithASessionPolicy_IsNarrowedByIt(string user, bool logsIn)
    {
        await using var scene = await StartAsync();
        var key = await AssumeAsync(scene, r => r.Policy = Policy.Replace("USER", user, StringComparison.Ordinal));

        if (logsIn)
            (await LoginAsync(scene, key)).ShouldBe("orders_app");
        else
            await RefusedAsync(scene, key, RdsIamVerdict.NotAuthorized);
    }

    [Theory]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"rds-db:*","Resource":"*"}]}""", "NotAuthorized")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""", "NotAuthorized")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":["s3:*","rds-db:conn?ct"],"Resource":["x","*"]}]}""", "Valid")]
    public async Task AssumeRole_WithASessionPolicyOfSeveralStatements_IsJudgedByAllOfThem(string policy, string verdict)
    {
        await using var scene = await StartAsync();
        var verifier = new RdsIamTokenVerifier(new RdsIamAuthenticatorOptions().TokenEndpoint, "eu-west-1", scene.Time);
        scene.Aws.AddDatabase(verifier);
        var key = await AssumeAsync(scene, r => r.Policy = policy);

        verifier.Verify(new TokenRecipe(key, scene.Time.GetUtcNow()).Sign(), "orders_app").ToString().ShouldBe(verdict);
    }

    [Theory]
    [InlineData("no policy", "MalformedPolicyDocument")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{}}}""", "MalformedPolicyDocument")]
    [InlineData("""{"Statement":{"Effect":"Maybe","Action":"*","Resource":"*"}}""", "MalformedPolicyDocument")]
    [InlineData("long", "PackedPolicyTooLarge")]
    public async Task AssumeRole_WithASessionPolicyThatIsNone_IsRefused(string policy, string code)
    {
        await using var scene = await AwsScene.StartAsync();

        var error = await Should.ThrowAsync<Amazon.SecurityToken.AmazonSecurityTokenServiceException>(
            () => AssumeAsync(scene, r => r.Policy = policy == "long" ? new string(' ', 2049) : policy));

        error.ErrorCode.ShouldBe(code);
    }

    [Fact]
    public async Task RevokeSessions_OfARole_EndsLoginsWithWhatWasIssued()
    {
        await using var scene = await StartAsync();
        var key = await AssumeAsync(scene);
        scene.Aws.RevokeSessions(AwsScene.RoleArn);

        await RefusedAsync(scene, key, RdsIamVerdict.RevokedKey);
        (await LoginAsync(scene, await AssumeAsync(scene))).ShouldBe("orders_app");
    }

    [Fact]
    public async Task WebIdentity_CredentialsThatSignAToken_LogIn()
    {
        _ = Postgres;
        await using var scene = await WebIdentityScene.StartAsync();
        scene.Scene.Aws.AddDatabase(Postgres.Authenticator.Verifier);
        var issued = (await scene.AssumeAsync(scene.Token())).Credentials;

        (await LoginAsync(scene.Scene, new(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken))).ShouldBe("orders_app");
    }

    private async Task<AwsScene> StartAsync()
    {
        _ = Postgres; // skips where there is no server
        var scene = await AwsScene.StartAsync();
        scene.Aws.AddDatabase(Postgres.Authenticator.Verifier);
        return scene;
    }

    private static async Task<RdsIamKey> AssumeAsync(AwsScene scene, Action<AssumeRoleRequest>? configure = null)
    {
        var request = new AssumeRoleRequest { RoleArn = AwsScene.RoleArn, RoleSessionName = "worker" };
        configure?.Invoke(request);
        var issued = (await scene.Sts().AssumeRoleAsync(request, AwsScene.Cancellation)).Credentials;
        return new(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken);
    }

    private async Task<string> LoginAsync(AwsScene scene, RdsIamKey key)
    {
        var builder = Local.DataSource(Postgres.ConnectionString);
        builder.ConnectionStringBuilder.Pooling = false;
        builder.ConnectionStringBuilder.GssEncryptionMode = GssEncryptionMode.Disable;
        var token = new TokenRecipe(key, scene.Time.GetUtcNow()).Sign();
        builder.UsePasswordProvider(_ => token, (_, _) => new(token));
        await using var dataSource = builder.Build();
        await using var command = dataSource.CreateCommand("SELECT current_user::text");
        return (string)(await command.ExecuteScalarAsync(AwsScene.Cancellation))!;
    }

    private async Task RefusedAsync(AwsScene scene, RdsIamKey key, RdsIamVerdict verdict)
    {
        var before = Postgres.Authenticator.Count(verdict);

        (await Should.ThrowAsync<PostgresException>(() => LoginAsync(scene, key))).SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);

        Postgres.Authenticator.Count(verdict).ShouldBe(before + 1);
    }
}
