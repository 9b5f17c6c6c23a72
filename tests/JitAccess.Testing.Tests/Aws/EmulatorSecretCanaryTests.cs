using Microsoft.Extensions.Logging.Testing;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>No secret that passes through the emulators reaches a log, a list of requests or a refusal.</summary>
public sealed class EmulatorSecretCanaryTests
{
    private const int Piece = 16;

    [Fact]
    public async Task Secrets_OfTheEmulators_NeverReachTheirLogsOrRequests()
    {
        var scene = await SignInScene.StartAsync();
        var log = new FakeLoggerProvider();
        await using var entra = await EntraEmulator.StartAsync(
            new() { UsesPlainHttp = true, TimeProvider = scene.Scene.Time, LoggerFactory = new Vault.SingleLoggerFactory(log) }, AwsScene.Cancellation);
        using var certificate = SamlRecipe.NewCertificate(scene.Scene.Time.GetUtcNow());
        scene.Scene.Aws.WriteSamlProvider(AwsScene.Account, "idp", SamlRecipe.Metadata(certificate));
        var jwt = entra.CreateToken(new() { Audience = "a", Subject = "s" });
        var saml = new SamlRecipe(certificate, scene.Scene.Time.GetUtcNow()).Build();
        var (client, token) = await scene.SignInAsync();
        var refreshed = await scene.RefreshAsync(client, token.RefreshToken);
        var device = await scene.Oidc.StartDeviceAuthorizationAsync(
            new() { ClientId = client.ClientId, ClientSecret = client.ClientSecret, StartUrl = scene.Center.StartUrl.AbsoluteUri }, AwsScene.Cancellation);
        var issued = (await scene.CredentialsAsync(refreshed.AccessToken)).RoleCredentials;
        var anonymous = scene.Scene.Sts(new Amazon.Runtime.AnonymousAWSCredentials());

        // Refused, for nobody trusts them here: a refusal must not repeat what it refuses.
        var web = await Should.ThrowAsync<Amazon.SecurityToken.AmazonSecurityTokenServiceException>(() => anonymous.AssumeRoleWithWebIdentityAsync(
            new() { RoleArn = AwsScene.RoleArn, RoleSessionName = "worker", WebIdentityToken = jwt }, AwsScene.Cancellation));
        var response = await Should.ThrowAsync<Amazon.SecurityToken.AmazonSecurityTokenServiceException>(() => anonymous.AssumeRoleWithSAMLAsync(
            new() { RoleArn = AwsScene.RoleArn, PrincipalArn = SamlRecipe.ProviderArn, SAMLAssertion = saml }, AwsScene.Cancellation));
        var grant = await Should.ThrowAsync<Amazon.SSOOIDC.Model.InvalidGrantException>(() => scene.RefreshAsync(client, token.RefreshToken));

        var requests = string.Concat(scene.Scene.Aws.Sts.Requests) + string.Concat(scene.Center.Oidc.Requests) + string.Concat(scene.Center.Portal.Requests);
        var key = scene.Scene.UserKey.ToString();
        await scene.DisposeAsync();
        var logs = Text(scene.Scene.Log) + Text(log);
        logs.ShouldContain("GetRoleCredentials");
        string[] secrets =
        [
            jwt, saml, client.ClientSecret, token.AccessToken, token.RefreshToken, refreshed.AccessToken, refreshed.RefreshToken, device.DeviceCode,
            issued.SecretAccessKey, issued.SessionToken, scene.Scene.UserKey.RevealSecretAccessKey(), scene.Verifier,
        ];
        foreach (var text in (string[])[logs, requests, key, web.Message, response.Message, grant.Message])
            foreach (var piece in secrets.SelectMany(Pieces))
                text.ShouldNotContain(piece, Case.Sensitive);
    }

    private static string Text(FakeLoggerProvider log) =>
        string.Join('\n', log.Collector.GetSnapshot().Select(static r => $"{r.Message} {string.Join(' ', r.StructuredState ?? [])} {r.Exception}"));

    private static IEnumerable<string> Pieces(string secret) =>
        Enumerable.Range(0, Math.Max(1, secret.Length - Piece + 1)).Select(i => secret.Substring(i, Math.Min(Piece, secret.Length)));
}
