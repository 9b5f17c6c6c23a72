using Microsoft.Extensions.Logging;

namespace JitAccess.Vault.Tests.Auth;

public sealed class AppRoleLoginTests : VaultTest
{
    [Fact]
    public async Task AppRole_SecretIdOfAFile_IsReadAtEveryLogin()
    {
        var file = WriteFile("first-secret-id\n");
        var provider = Provider(o => FromFile(o, file));
        await MintAsync(provider);
        await File.WriteAllTextAsync(file, "second-secret-id", Cancellation);
        Time.Advance(TimeSpan.FromSeconds(1200));

        await MintAsync(provider);

        Vault.Requests.Where(r => r.Line == Login).Select(r => r.Body).ShouldBe(
        [
            """{"role_id":"the-role-id","secret_id":"first-secret-id"}""", """{"role_id":"the-role-id","secret_id":"second-secret-id"}""",
        ]);
    }

    [Fact]
    public async Task AppRole_WrappedSecretId_IsCheckedAndThenUnwrappedOnce()
    {
        Vault.On(WrapLookup, Capture.Of("wrapping-lookup-200")).On(Unwrap, Capture.Of("wrapping-unwrap-200"));
        var provider = Provider(o => Wrapped(o, "once"));
        await MintAsync(provider);
        Time.Advance(TimeSpan.FromSeconds(1200));

        await MintAsync(provider);

        Vault.Lines.ShouldBe([WrapLookup, Unwrap, Login, Creds, Login, Creds]);
        var requests = Vault.Requests.ToArray();
        requests[0].Token.ShouldBeNull();
        requests[0].Body.ShouldBe("""{"token":"wrapping-token-of-a-test"}""");
        requests[1].Token.ShouldBe("wrapping-token-of-a-test");
        requests[2].Body.ShouldContain("e2dc0097-aca9-2d7f-8c99-d87b29dfa0b9");
    }

    [Fact]
    public async Task AppRole_WrappedForAnotherRole_IsNotUnwrapped()
    {
        Vault.On(WrapLookup, Capture.Of("wrapping-lookup-200")).On(Unwrap, Capture.Of("wrapping-unwrap-200"));

        var error = await RefusedAsync(MintAsync(Provider(o => Wrapped(o, "app"))));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("'auth/approle/role/once/secret-id'");
        error.Message.ShouldContain("auth/approle/role/app/secret-id");
        Vault.Lines.ShouldBe([WrapLookup]);
        Alarm();
    }

    [Theory]
    [InlineData(Unwrap)]
    [InlineData(WrapLookup)]
    public async Task AppRole_UnwrappedBySomebodyElse_IsAnAlarmAndNotRetried(string where)
    {
        Vault.On(WrapLookup, Capture.Of("wrapping-lookup-200")).On(Unwrap, Capture.Of("wrapping-unwrap-200"))
            .On(where, Capture.Of("wrapping-unwrap-second-time-400"));

        var error = await RefusedAsync(MintAsync(Provider(o => Wrapped(o, "once"))));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("possibly intercepted");
        Vault.Count(where).ShouldBe(1);
        Vault.Count(Login).ShouldBe(0);
        Alarm();
    }

    [Fact]
    public async Task AppRole_SealedWhileUnwrapping_IsTransientAndNoAlarm()
    {
        Vault.On(WrapLookup, Capture.Of("request-sealed-503"));

        (await RefusedAsync(MintAsync(Provider(o => Wrapped(o, "once"))))).Kind.ShouldBe(JitProviderErrorKind.Transient);
        Logs.GetSnapshot().ShouldNotContain(r => r.Level == LogLevel.Error);
    }

    private void Alarm()
    {
        var record = Logs.GetSnapshot().Single(r => r.Id.Name == "WrappedSecretMaybeIntercepted");
        record.Level.ShouldBe(LogLevel.Error);
        record.Message.ShouldNotContain("wrapping-token-of-a-test");
    }

    private static void Wrapped(VaultOptions options, string role)
    {
        options.Auth.UseSecretId(_ => new(new VaultSecret("wrapping-token-of-a-test")));
        options.Auth.SecretIdIsWrapped = true;
        options.Auth.Role = role;
    }

    private static void FromFile(VaultOptions options, string file) => options.Auth = new VaultAuthOptions
    {
        Method = VaultAuthMethod.AppRole,
        RoleId = "the-role-id",
        SecretIdFile = file,
    };
}
