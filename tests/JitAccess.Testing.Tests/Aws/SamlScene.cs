using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>An account that trusts an identity provider whose key the test holds, and a role that its responses may assume.</summary>
internal sealed class SamlScene : IAsyncDisposable
{
    private SamlScene(AwsScene scene)
    {
        Scene = scene;
        Certificate = scene.Keep(SamlRecipe.NewCertificate(scene.Time.GetUtcNow()));
        scene.Aws.WriteSamlProvider(AwsScene.Account, "idp", SamlRecipe.Metadata(Certificate)).ShouldBe(SamlRecipe.ProviderArn);
        scene.Aws.WriteRole(AwsScene.RoleArn, new() { TrustedSamlProviders = { SamlRecipe.ProviderArn }, MaxSessionDuration = TimeSpan.FromHours(2), DatabaseUserNames = { "orders_app" } });
    }

    public AwsScene Scene { get; }

    public X509Certificate2 Certificate { get; }

    public SamlRecipe Recipe => new(Certificate, Scene.Time.GetUtcNow());

    public static async Task<SamlScene> StartAsync() => new(await AwsScene.StartAsync());

    public Task<AssumeRoleWithSAMLResponse> AssumeAsync(SamlRecipe recipe, Action<AssumeRoleWithSAMLRequest>? configure = null) => AssumeAsync(recipe.Build(), configure);

    public Task<AssumeRoleWithSAMLResponse> AssumeAsync(string response, Action<AssumeRoleWithSAMLRequest>? configure = null)
    {
        var request = new AssumeRoleWithSAMLRequest { RoleArn = AwsScene.RoleArn, PrincipalArn = SamlRecipe.ProviderArn, SAMLAssertion = response };
        configure?.Invoke(request);
        return Scene.Sts(new AnonymousAWSCredentials()).AssumeRoleWithSAMLAsync(request, AwsScene.Cancellation);
    }

    public async Task<string> RefusalAsync(SamlRecipe recipe)
    {
        var error = await Should.ThrowAsync<Amazon.SecurityToken.AmazonSecurityTokenServiceException>(() => AssumeAsync(recipe));
        return $"{error.ErrorCode}: {error.Message}";
    }

    public ValueTask DisposeAsync() => Scene.DisposeAsync();
}
