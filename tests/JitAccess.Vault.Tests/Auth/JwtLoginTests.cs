namespace JitAccess.Vault.Tests.Auth;

public sealed class JwtLoginTests : VaultTest
{
    private const string KubernetesLogin = "POST /v1/auth/kubernetes/login";
    private const string JwtLoginLine = "POST /v1/auth/jwt/login";

    [Fact]
    public async Task Kubernetes_ReadsTheProjectedTokenAtEveryLogin()
    {
        Vault.On(KubernetesLogin, Capture.Of("kubernetes-login-200"), LoginReply(900));
        var (first, second) = (Jwt.For("\"vault\""), Jwt.For("[\"other\",\"vault\"]"));
        var file = WriteFile(first + "\n");
        var provider = Provider(o =>
        {
            o.Auth.Method = VaultAuthMethod.Kubernetes;
            (o.Auth.Role, o.Auth.Audience, o.Auth.TokenFile) = ("app", "vault", file);
        });

        await MintAsync(provider);
        await File.WriteAllTextAsync(file, second, Cancellation);
        Time.Advance(TimeSpan.FromSeconds(900));
        await MintAsync(provider);

        Vault.Requests.Where(r => r.Line == KubernetesLogin).Select(r => r.Body)
            .ShouldBe([$$"""{"role":"app","jwt":"{{first}}"}""", $$"""{"role":"app","jwt":"{{second}}"}"""]);
    }

    [Fact]
    public async Task Jwt_OfADelegate_IsAskedForAtEveryLogin()
    {
        Vault.On("POST /v1/auth/entra/login", Capture.Of("jwt-login-200"));
        var asked = 0;
        var provider = Provider(o =>
        {
            JwtOptions(o, () =>
            {
                asked++;
                return Jwt.For("\"api://vault\"");
            });
            o.Auth.Mount = "entra";
        });

        await MintAsync(provider);

        asked.ShouldBe(1);
    }

    [Theory]
    [InlineData("\"api://AzureADTokenExchange\"", "'api://AzureADTokenExchange'")]
    [InlineData("[\"a\",\"b\"]", "'a', 'b'")]
    [InlineData("[]", "nobody in particular")]
    [InlineData("\"API://VAULT\"", "'API://VAULT'")]
    public async Task Jwt_ForSomebodyElse_SendsNothing(string audience, string text)
    {
        var error = await RefusedAsync(MintAsync(Provider(o => JwtOptions(o, () => Jwt.For(audience)))));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain(text);
        error.Message.ShouldContain("Nothing was sent");
        Vault.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no jwt")]
    [InlineData("a.b.c")]
    [InlineData("a.bnVsbA.c")]
    [InlineData("a.eyJhdWQiOjF9.c")]
    public async Task Jwt_ThatIsNone_SendsNothing(string jwt)
    {
        await RefusedAsync(MintAsync(Provider(o => JwtOptions(o, () => jwt))));

        Vault.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Jwt_ForNobody_SendsNothing()
    {
        await RefusedAsync(MintAsync(Provider(o => JwtOptions(o, () => Jwt.WithoutAudience))));

        Vault.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("jwt-login-400-audience", JitProviderErrorKind.Denied)]
    [InlineData("jwt-login-400-bound-claim", JitProviderErrorKind.Denied)]
    [InlineData("jwt-login-400-expired", JitProviderErrorKind.Transient)]
    [InlineData("jwt-login-400-issuer", JitProviderErrorKind.Denied)]
    [InlineData("jwt-login-400-signature", JitProviderErrorKind.Denied)]
    [InlineData("jwt-login-400-unknown-role", JitProviderErrorKind.Misconfigured)]
    [InlineData("kubernetes-login-apiserver-down", JitProviderErrorKind.Denied)]
    [InlineData("kubernetes-login-expired-jwt", JitProviderErrorKind.Transient)]
    [InlineData("kubernetes-login-namespace-denied", JitProviderErrorKind.Denied)]
    [InlineData("kubernetes-login-sa-denied", JitProviderErrorKind.Denied)]
    [InlineData("kubernetes-login-tokenreview-rejected", JitProviderErrorKind.Denied)]
    [InlineData("kubernetes-login-unknown-role", JitProviderErrorKind.Misconfigured)]
    public async Task Jwt_Refused_IsClassified(string capture, JitProviderErrorKind kind)
    {
        Vault.On(JwtLoginLine, Capture.Of(capture));

        (await RefusedAsync(MintAsync(Provider(o => JwtOptions(o, () => Jwt.For("\"api://vault\"")))))).Kind.ShouldBe(kind);
        Vault.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Jwt_FileIsMissing_NamesIt()
    {
        var error = await RefusedAsync(MintAsync(Provider(o =>
        {
            o.Auth.Method = VaultAuthMethod.Kubernetes;
            (o.Auth.Role, o.Auth.Audience, o.Auth.TokenFile) = ("app", "vault", "/nowhere/token");
        })));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("/nowhere/token");
    }

    private static void JwtOptions(VaultOptions options, Func<string> jwt)
    {
        options.Auth.Method = VaultAuthMethod.Jwt;
        (options.Auth.Role, options.Auth.Audience) = ("app", "api://vault");
        options.Auth.UseJwt(_ => new(jwt()));
    }
}
