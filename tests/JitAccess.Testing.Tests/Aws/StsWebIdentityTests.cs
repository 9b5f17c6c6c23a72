using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>Web identities: what STS verifies of a token.</summary>
public sealed class StsWebIdentityTests
{
    private const string NoKey =
        "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements";

    [Fact]
    public async Task AssumeRoleWithWebIdentity_WithATokenOfATrustedIssuer_IssuesCredentials()
    {
        await using var scene = await WebIdentityScene.StartAsync();

        var answer = await scene.AssumeAsync(scene.Token(), r => r.DurationSeconds = 900);

        answer.SubjectFromWebIdentityToken.ShouldBe(WebIdentityScene.Subject);
        answer.Audience.ShouldBe(WebIdentityScene.Audience);
        answer.Provider.ShouldBe(scene.ProviderArn);
        answer.AssumedRoleUser.Arn.ShouldBe("arn:aws:sts::123456789012:assumed-role/orders/worker");
        answer.Credentials.Expiration!.Value.ToUniversalTime().ShouldBe(scene.Scene.Time.GetUtcNow().AddMinutes(15).UtcDateTime);
        var caller = await scene.Scene.Sts(AwsScene.Session(answer.Credentials)).GetCallerIdentityAsync(new(), AwsScene.Cancellation);
        caller.Arn.ShouldBe(answer.AssumedRoleUser.Arn);
    }

    [Fact]
    public async Task AssumeRoleWithWebIdentity_WithAnExpiredToken_IsRefusedInTheWordsOfSts()
    {
        await using var scene = await WebIdentityScene.StartAsync();
        var token = scene.Token(t => t.Lifetime = TimeSpan.FromMinutes(10));
        var expires = scene.Scene.Time.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds();
        scene.Scene.Time.Advance(TimeSpan.FromMinutes(10));

        var error = await Should.ThrowAsync<ExpiredTokenException>(() => scene.AssumeAsync(token));

        error.ErrorCode.ShouldBe("ExpiredTokenException");
        error.Message.ShouldBe($"Token expired: current date/time {expires} must be before the expiration date/time{expires}");
    }

    [Theory]
    [InlineData("audience", "Incorrect token audience")]
    [InlineData("not yet valid", "The ID Token provided is not yet valid.")]
    [InlineData("no JWT", "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")]
    [InlineData("unsigned", "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")]
    [InlineData("none", "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")]
    [InlineData("tampered", "The signature of the ID Token provided is invalid.")]
    [InlineData("key confusion", "The signature of the ID Token provided is invalid.")]
    [InlineData("another key of the same id", "The signature of the ID Token provided is invalid.")]
    [InlineData("key in the header", NoKey)]
    public async Task AssumeRoleWithWebIdentity_WithATokenThatIsWrongInOnePoint_IsRefused(string what, string words)
    {
        await using var scene = await WebIdentityScene.StartAsync();
        var good = scene.Token();
        var token = what switch
        {
            "audience" => scene.Token(t => t.Audience = "api://another"),
            "not yet valid" => scene.Token(t => t.IssuedAt = scene.Scene.Time.GetUtcNow().AddMinutes(10)),
            "no JWT" => "not a token",
            "unsigned" => good[..(good.LastIndexOf('.') + 1)],
            "none" => Forge(good, header => header["alg"] = "none", _ => []),
            "tampered" => Tamper(good),
            "key confusion" => Forge(good, header => header["alg"] = "HS256", signed => HMACSHA256.HashData(Encoding.ASCII.GetBytes("public key"), signed)),
            "another key of the same id" => Forge(good, _ => { }, SignWithAnotherKey),
            _ => Forge(good, header => (header["kid"], header["jwk"]) = ("mine", new JsonObject { ["kty"] = "RSA" }), SignWithAnotherKey),
        };

        var error = await Should.ThrowAsync<InvalidIdentityTokenException>(() => scene.AssumeAsync(token));

        (error.StatusCode, error.ErrorCode).ShouldBe((HttpStatusCode.BadRequest, "InvalidIdentityToken"));
        error.Message.ShouldBe(words);
        error.Message.ShouldNotContain(token);
    }

    [Fact]
    public async Task AssumeRoleWithWebIdentity_WithATokenOfAnotherIssuer_IsRefused()
    {
        await using var scene = await WebIdentityScene.StartAsync();
        await using var foreign = await EntraEmulator.StartAsync(new() { TimeProvider = scene.Scene.Time, TenantId = scene.Entra.TenantId, UsesPlainHttp = true }, AwsScene.Cancellation);

        var error = await Should.ThrowAsync<InvalidIdentityTokenException>(() => scene.AssumeAsync(scene.Token(issuer: foreign)));
        var impostor = await Should.ThrowAsync<InvalidIdentityTokenException>(() => scene.AssumeAsync(scene.Token(
            t => t.Claims["iss"] = scene.Entra.Issuer.OriginalString, foreign)));

        error.Message.ShouldBe($"No OpenIDConnect provider found in your account for {foreign.Issuer}");
        impostor.Message.ShouldBe(NoKey);
    }

    [Theory]
    [InlineData("somebody-else", "sts:AssumeRoleWithWebIdentity")]
    [InlineData(WebIdentityScene.Subject, "sts:SetSourceIdentity")]
    public async Task AssumeRoleWithWebIdentity_ThatTheRoleDoesNotAllow_IsDenied(string subject, string action)
    {
        await using var scene = await WebIdentityScene.StartAsync();
        var token = scene.Token(t =>
        {
            t.Subject = subject;
            t.Claims["https://aws.amazon.com/source_identity"] = "ada";
        });

        var error = await Should.ThrowAsync<AmazonSecurityTokenServiceException>(() => scene.AssumeAsync(token));

        (error.ErrorCode, error.StatusCode, error.Message).ShouldBe(("AccessDenied", HttpStatusCode.Forbidden, $"Not authorized to perform {action}"));
    }

    [Fact]
    public async Task AssumeRoleWithWebIdentity_AfterKeyRollover_TakesTheNewKeyAtOnceAndLosesARetiredOneInTime()
    {
        await using var scene = await WebIdentityScene.StartAsync();
        var old = scene.Token();
        await scene.AssumeAsync(old);
        scene.Entra.RotateTokenKey();

        await scene.AssumeAsync(scene.Token());
        await scene.AssumeAsync(old);
        scene.Entra.RetireTokenKeys();
        await scene.AssumeAsync(old);
        scene.Scene.Time.Advance(TimeSpan.FromMinutes(5));

        (await Should.ThrowAsync<InvalidIdentityTokenException>(() => scene.AssumeAsync(old))).Message.ShouldBe(NoKey);
        (await scene.AssumeAsync(scene.Token())).Credentials.ShouldNotBeNull();
        scene.Entra.Endpoint.CountServed("Keys").ShouldBe(3); // at first, for the new key, and when what was fetched is old
    }

    [Fact]
    public async Task AssumeRoleWithWebIdentity_WhileTheIssuerIsDown_UsesTheKeysItHas()
    {
        await using var scene = await WebIdentityScene.StartAsync();
        await scene.AssumeAsync(scene.Token());
        await scene.Entra.Endpoint.StopListeningAsync();

        (await scene.AssumeAsync(scene.Token())).Credentials.ShouldNotBeNull();
        scene.Scene.Time.Advance(TimeSpan.FromMinutes(5));
        (await Should.ThrowAsync<InvalidIdentityTokenException>(() => scene.AssumeAsync(scene.Token()))).Message.ShouldBe(NoKey);
        await scene.Entra.Endpoint.ResumeAsync(AwsScene.Cancellation);

        (await scene.AssumeAsync(scene.Token())).Credentials.ShouldNotBeNull();
    }

    private static string Tamper(string token)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        claims["sub"] = "root";
        return $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
    }

    private static string Forge(string token, Action<JsonNode> change, Func<byte[], byte[]> sign)
    {
        var parts = token.Split('.');
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        change(header);
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{parts[1]}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static byte[] SignWithAnotherKey(byte[] signed)
    {
        using var rsa = RSA.Create(2048);
        return rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
