namespace JitAccess.Vault.Tests.Auth;

/// <summary>Which variables count and which don't.</summary>
[Collection(ProcessWide.Name)]
public sealed class EnvironmentTests : VaultTest
{
    private static readonly string[] Tokens = ["BAO_TOKEN", "VAULT_TOKEN"];

    [Theory]
    [InlineData("token-of-bao", "token-of-vault", "token-of-bao")]
    [InlineData(null, "token-of-vault", "token-of-vault")]
    [InlineData("", "token-of-vault", "token-of-vault")]
    public async Task Token_OfTheEnvironment_IsThatOfBaoElseOfVault(string? bao, string? vault, string sent)
    {
        await WithAsync(Tokens.Zip([bao, vault]), () => MintAsync(Provider(static o => o.Auth = new VaultAuthOptions())));

        Vault.Lines.ShouldBe([LookupSelf, Creds]);
        Vault.Requests.ShouldAllBe(r => r.Token == sent);
    }

    [Fact]
    public async Task Token_NowhereToBeHad_SaysWhereItIsLookedFor()
    {
        var error = await WithAsync(
            Tokens.Zip([null, (string?)null]), () => RefusedAsync(MintAsync(Provider(static o => o.Auth = new VaultAuthOptions()))));

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("set Auth:TokenFile");
        Vault.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Variable_ThatWouldSendSecretsElsewhere_IsWithoutEffect()
    {
        await using var stranger = await FakeVault.StartAsync();
        (string, string?)[] variables =
        [
            ("VAULT_ADDR", stranger.Url), ("BAO_ADDR", stranger.Url), ("VAULT_AGENT_ADDR", stranger.Url), ("VAULT_PROXY_ADDR", stranger.Url),
            ("VAULT_NAMESPACE", "another"), ("BAO_NAMESPACE", "another"), ("VAULT_CACERT", "/nowhere"), ("VAULT_CLIENT_CERT", "/nowhere"),
            ("VAULT_SKIP_VERIFY", "true"), ("VAULT_TLS_SERVER_NAME", "another"), ("VAULT_WRAP_TTL", "60"), ("VAULT_HTTP_PROXY", stranger.Url),
        ];

        await WithAsync(variables, () => MintAsync(Provider()));

        Vault.Lines.ShouldBe([Login, Creds]);
        Vault.Requests.ShouldAllBe(static r => !r.Headers.ContainsKey("X-Vault-Namespace") && !r.Headers.ContainsKey("X-Vault-Wrap-TTL"));
        stranger.Requests.ShouldBeEmpty();
    }

    private static async Task<T> WithAsync<T>(IEnumerable<(string Name, string? Value)> variables, Func<Task<T>> act)
    {
        var before = variables.Select(static v => (v.Name, Environment.GetEnvironmentVariable(v.Name))).ToList();
        try
        {
            Set(variables);
            return await act();
        }
        finally
        {
            Set(before);
        }
    }

    private static void Set(IEnumerable<(string Name, string? Value)> variables)
    {
        foreach (var (name, value) in variables)
            Environment.SetEnvironmentVariable(name, value);
    }
}
