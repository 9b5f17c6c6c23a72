using Amazon.Runtime;
using Amazon.SecurityToken.Model;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>An issuer whose tokens the account trusts, and a role that one subject may assume.</summary>
internal sealed class WebIdentityScene : IAsyncDisposable
{
    public const string Audience = "api://jitaccess-aws";
    public const string Subject = "11111111-2222-3333-4444-555555555555";

    private WebIdentityScene(AwsScene scene, EntraEmulator entra)
    {
        Scene = scene;
        Entra = entra;
        ProviderArn = scene.Aws.AddOidcProvider(AwsScene.Account, entra.Issuer, [Audience], entra.CertificatePem);
        scene.Aws.WriteRole(AwsScene.RoleArn, new() { TrustedWebIdentities = { new(ProviderArn, Audience, Subject) }, DatabaseUserNames = { "orders_app" } });
    }

    public AwsScene Scene { get; }

    public EntraEmulator Entra { get; }

    public string ProviderArn { get; }

    public static async Task<WebIdentityScene> StartAsync()
    {
        var scene = await AwsScene.StartAsync();
        return new(scene, await EntraEmulator.StartAsync(new() { TimeProvider = scene.Time, UsesPlainHttp = true }, AwsScene.Cancellation));
    }

    public string Token(Action<EntraEmulatorToken>? configure = null, EntraEmulator? issuer = null)
    {
        var token = new EntraEmulatorToken { Audience = Audience, Subject = Subject };
        configure?.Invoke(token);
        return (issuer ?? Entra).CreateToken(token);
    }

    public Task<AssumeRoleWithWebIdentityResponse> AssumeAsync(string token, Action<AssumeRoleWithWebIdentityRequest>? configure = null)
    {
        var request = new AssumeRoleWithWebIdentityRequest { RoleArn = AwsScene.RoleArn, RoleSessionName = "worker", WebIdentityToken = token };
        configure?.Invoke(request);
        return Scene.Sts(new AnonymousAWSCredentials()).AssumeRoleWithWebIdentityAsync(request, AwsScene.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Entra.DisposeAsync();
        await Scene.DisposeAsync();
    }
}
