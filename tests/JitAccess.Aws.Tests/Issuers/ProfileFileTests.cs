using JitAccess.Aws.Credentials;
using JitAccess.Aws.Signing;
using JitAccess.Aws.Tests.Credentials;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>Profiles whose files or processes hand out other keys as time goes by.</summary>
[Collection(ProcessWide.Name)]
public sealed class ProfileFileTests : IDisposable
{
    private const int Patience = 300_000; // milliseconds, of a machine that does much else
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private DateTime _written = TimeProvider.System.GetUtcNow().UtcDateTime;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string ProfilesFile => Path.Combine(_folder.FullName, "credentials");

    private string KeysFile => Path.Combine(_folder.FullName, "keys.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(Timeout = Patience)]
    public async Task Profile_FileReplaced_TokensAreSignedByTheNewKeysSoon()
    {
        Replace("[app]", "aws_access_key_id = first", "aws_secret_access_key = secret", "aws_session_token = token");
        var source = Source();
        (await source.GetAsync(Ct)).AccessKeyId.ShouldBe("first");

        Replace("[app]", "aws_access_key_id = second", "aws_secret_access_key = secret2", "aws_session_token = token2");

        var second = await SignedByAsync(source, "second");
        (second.SecretKey, second.SessionToken).ShouldBe(("secret2", "token2"));
    }

    [Fact(Timeout = Patience)]
    public async Task Profile_FileGoneForAWhile_FailsThenRecovers()
    {
        Replace("[app]", "aws_access_key_id = first", "aws_secret_access_key = secret");
        var source = Source();
        await source.GetAsync(Ct);

        Replace("[other]", "aws_access_key_id = other", "aws_secret_access_key = secret");
        (await RefusedAsync(source)).Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        Replace("[app]", "aws_access_key_id = back", "aws_secret_access_key = secret");

        await SignedByAsync(source, "back");
    }

    [Fact]
    public async Task CredentialProcess_KeysThatEndSoon_IsRunAgain()
    {
        UseProcess();
        var ending = Issue("ending", TimeSpan.FromMinutes(10));
        var source = Source();
        var first = await source.GetAsync(Ct);
        first.AccessKeyId.ShouldBe("ending");
        first.ExpiresAt!.Value.ShouldBeLessThanOrEqualTo(ending.Expiration);

        Issue("renewed", TimeSpan.FromHours(1));

        (await Source().GetAsync(Ct)).AccessKeyId.ShouldBe("renewed"); // another database: it asks for fifteen minutes, and the profile is shared
        Issue("unasked", TimeSpan.FromHours(1));
        (await source.GetAsync(Ct)).AccessKeyId.ShouldBe("renewed"); // good for long enough: no process is started
    }

    [Fact]
    public async Task CredentialProcess_FailsForAWhile_IsTransientThenRecovers()
    {
        UseProcess();
        var source = Source();
        (await Should.ThrowAsync<JitProviderException>(source.GetAsync(Ct))).Kind.ShouldBe(JitProviderErrorKind.Transient);

        Issue("back", TimeSpan.FromHours(1));

        (await source.GetAsync(Ct)).AccessKeyId.ShouldBe("back");
    }

    // The SDK hears of a file that was replaced from the operating system, some time after it was; until then it signs with what it had read.
    private static async Task<AwsSigningCredentials> SignedByAsync(AwsCredentialSource source, string accessKey)
    {
        while (true)
        {
            try
            {
                if (await source.GetAsync(Ct) is var keys && keys.AccessKeyId == accessKey)
                    return keys;
            }
            catch (JitProviderException)
            {
                // not heard yet that the profile is back
            }

            await Task.Delay(Pause, Ct);
        }
    }

    private static async Task<JitProviderException> RefusedAsync(AwsCredentialSource source)
    {
        while (true)
        {
            try
            {
                await source.GetAsync(Ct);
            }
            catch (JitProviderException refused)
            {
                return refused;
            }

            await Task.Delay(Pause, Ct);
        }
    }

    private void UseProcess()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the process is cat");
        Replace("[app]", $"credential_process = cat {KeysFile}");
    }

    private IssuedKeys Issue(string accessKey, TimeSpan life)
    {
        var keys = new IssuedKeys(accessKey, life, TimeProvider.System);
        File.WriteAllText(KeysFile, keys.ToProcessJson());
        return keys;
    }

    /// <summary>As tools replace such a file: a new one is moved over the old.</summary>
    private void Replace(params string[] lines)
    {
        var next = ProfilesFile + ".new";
        File.WriteAllLines(next, lines);
        File.SetLastWriteTimeUtc(next, _written += TimeSpan.FromSeconds(1)); // the SDK goes by it, and two files may be of the same tick
        File.Move(next, ProfilesFile, overwrite: true);
    }

    private AwsCredentialSource Source() =>
        new(AwsCredentialOrigin.FromProfile("app", ProfilesFile), TimeSpan.FromMinutes(15), allowConfiguredEndpointUrls: false, TimeProvider.System, NoClock.Instance);
}
