namespace JitAccess.Testing.Tests.Vault;

/// <summary>Logins by a signed AWS request.</summary>
[Collection(VaultServer.Name)]
public sealed class VaultAwsTests(VaultFixture fixture)
{
    [Fact]
    public async Task AwsLogin_JudgesServerIdBodySignatureAndPrincipal()
    {
        await using var scene = await VaultScene.StartAsync(fixture.Server);
        var key = RdsIamKey.Generate(withSessionToken: true);
        var stranger = RdsIamKey.Generate(withSessionToken: false);
        var method = scene.Emulator.Root.EnableAws(new() { ServerId = "vault.example.com" });
        method.AddKey(key, "arn:aws:sts::123456789012:assumed-role/app-role/session");
        method.AddKey(stranger, "arn:aws:iam::123456789012:user/stranger");
        method.WriteRole("app", new()
        {
            PrincipalArns = { "arn:aws:iam::123456789012:role/app-role" },
            Token = new() { Policies = { "app" }, Ttl = TimeSpan.FromMinutes(15) },
        });
        var recipe = new AwsLoginRecipe(key, scene.Time.GetUtcNow());

        (await LoginAsync(recipe)).ShouldMatch("aws-iam-login-200");
        (await LoginAsync(recipe with { HasFlatHeaders = true })).ShouldMatch("aws-iam-login-200-flat-header-strings");
        (await LoginAsync(recipe with { Region = "us-east-1", Host = "sts.us-east-1.amazonaws.com" })).Status.ShouldBe(200);
        (await LoginAsync(recipe with { ServerId = null })).ShouldMatch("aws-iam-login-missing-server-id");
        (await LoginAsync(recipe with { ServerId = "wrong" })).ShouldMatch("aws-iam-login-wrong-server-id");
        (await LoginAsync(recipe with { SignsServerId = false })).ShouldMatch("aws-iam-login-server-id-not-signed");
        (await LoginAsync(recipe with { Body = "Action=GetSessionToken&Version=2011-06-15" })).ShouldMatch("aws-iam-login-bad-body");
        (await LoginAsync(recipe with { Role = "nope" })).ShouldMatch("aws-iam-login-unknown-role");
        (await LoginAsync(recipe with { Key = stranger })).Error.ShouldBe("IAM Principal \"arn:aws:iam::123456789012:user/stranger\" does not belong to the role \"app\"");

        await ShouldBeRefusedByStsAsync(recipe with { SignedAt = recipe.SignedAt.AddMinutes(-16) }, "SignatureDoesNotMatch", "Signature expired");
        await ShouldBeRefusedByStsAsync(recipe with { SignedAt = recipe.SignedAt.AddMinutes(16) }, "SignatureDoesNotMatch", "Signature not yet current");
        await ShouldBeRefusedByStsAsync(recipe with { Key = RdsIamKey.Generate(withSessionToken: false) }, "InvalidClientTokenId", "");
        await ShouldBeRefusedByStsAsync(recipe with { Key = new(key.AccessKeyId, "not its secret", key.RevealSessionToken()) }, "SignatureDoesNotMatch", "does not match");
        await ShouldBeRefusedByStsAsync(recipe with { Key = new(key.AccessKeyId, key.RevealSecretAccessKey()) }, "InvalidClientTokenId", "");
        await ShouldBeRefusedByStsAsync(recipe with { Region = "eu-west-1" }, "SignatureDoesNotMatch", "valid region");
        await ShouldBeRefusedByStsAsync(recipe with { Host = "sts.example.com" }, "SignatureDoesNotMatch", "");
        method.RemoveKey(key.AccessKeyId);
        await ShouldBeRefusedByStsAsync(recipe, "InvalidClientTokenId", "");
        method.IsStsDown = true;
        (await LoginAsync(recipe)).Error.ShouldStartWith("error making upstream request: error making request: ");

        Task<VaultAnswer> LoginAsync(AwsLoginRecipe login) => scene.PostAsync("auth/aws/login", null, login.Build());

        async Task ShouldBeRefusedByStsAsync(AwsLoginRecipe login, string code, string words)
        {
            var answer = await LoginAsync(login);
            answer.Status.ShouldBe(400);
            answer.Error.ShouldStartWith("error making upstream request: received error code 403 from STS: <ErrorResponse ");
            answer.Error.ShouldContain($"<Code>{code}</Code>");
            answer.Error.ShouldContain(words);
        }
    }
}
