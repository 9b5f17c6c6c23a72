using System.Security.Cryptography;
using System.Text;
using JitAccess.Aws.Tests.Permissions;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>The cache of the AWS CLI: its files are read as it writes them, and none that somebody planted.</summary>
public sealed class TokenCacheTests : IAsyncLifetime
{
    private SignInScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await SignInScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(null, "yyyy-MM-dd'T'HH:mm:ss'Z'")]
    [InlineData(null, "yyyy-MM-dd'T'HH:mm:ss'UTC'")]
    [InlineData("my-sso", "yyyy-MM-dd'T'HH:mm:ss'Z'")]
    public async Task File_OfTheCli_IsRead(string? session, string format)
    {
        var token = await SignedInAsync();
        File.Delete(_scene.CacheFile);
        _scene.WriteCache(Name(session ?? token["startUrl"]), new
        {
            startUrl = token["startUrl"],
            region = token["region"],
            accessToken = token["accessToken"],
            expiresAt = _scene.Scene.Time.GetUtcNow().AddMinutes(30).ToString(format, System.Globalization.CultureInfo.InvariantCulture),
        });

        _scene.Scene.ShouldLogIn(await IdentityScene.MintAsync(Reader(session)));

        // Without a refresh token the sign-in ends with it, and everything that hangs on it.
        _scene.Scene.Logs.GetSnapshot().ShouldContain(r => r.Message.Contains("Identity Center sign-in 30 min → permission set", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_OfOurs_IsNamedAsThatOfTheCli()
    {
        await IdentityScene.MintAsync(_scene.Provider(o => o.SsoSession = "my-sso"));

        Path.GetFileName(_scene.CacheFile).ShouldBe(Name("my-sso") + ".json");
    }

    [Theory]
    [InlineData("startUrl", "https://d-0000000000.awsapps.com/start")]
    [InlineData("region", "us-east-1")]
    [InlineData("accessToken", "")]
    [InlineData("expiresAt", "soon")]
    public async Task File_ForSomethingElse_IsNotUsed(string key, string value)
    {
        var token = await SignedInAsync();
        token[key] = value;
        _scene.WriteCache(Path.GetFileNameWithoutExtension(_scene.CacheFile), token);
        var before = _scene.Center.Portal.Requests.Count;

        (await RefusedAsync()).Message.ShouldContain("Nobody is signed in");
        _scene.Center.Portal.Requests.Count.ShouldBe(before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"startUrl\":\"https://d-")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task File_ThatIsTorn_IsNotUsed(string text)
    {
        await SignedInAsync();
        await File.WriteAllTextAsync(_scene.CacheFile, text, IdentityScene.Cancellation);

        (await RefusedAsync()).Message.ShouldContain("Nobody is signed in");
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task File_ThatOthersCanOpen_IsRefused(UnixFileMode more)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        await SignedInAsync();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_scene.CacheFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);

        var error = await RefusedAsync();

        error.Kind.ShouldBe(JitProviderErrorKind.Misconfigured);
        error.Message.ShouldContain("can be read or written to by others");
    }

    [Fact]
    public async Task File_ThatIsALink_IsRefusedAndNotFollowed()
    {
        await SignedInAsync();
        var (path, elsewhere) = (_scene.CacheFile, Path.Combine(_scene.CacheFolder, "..", "elsewhere"));
        File.Move(path, elsewhere);
        File.CreateSymbolicLink(path, elsewhere);
        var before = await File.ReadAllTextAsync(elsewhere, IdentityScene.Cancellation);

        (await RefusedAsync()).Message.ShouldContain("is a link");
        (await File.ReadAllTextAsync(elsewhere, IdentityScene.Cancellation)).ShouldBe(before);
    }

    [Fact]
    public async Task Folder_ThatIsALink_IsRefused()
    {
        await SignedInAsync();
        Directory.Move(_scene.CacheFolder, _scene.CacheFolder + "-moved");
        Directory.CreateSymbolicLink(_scene.CacheFolder, _scene.CacheFolder + "-moved");

        (await RefusedAsync()).Message.ShouldContain("is a link");
        Directory.Delete(_scene.CacheFolder);
    }

    [Fact]
    public async Task Folder_ThatOthersCanWriteTo_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        await SignedInAsync();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_scene.CacheFolder, (UnixFileMode)0b111_111_111);

        (await RefusedAsync()).Message.ShouldContain("can be written to by others");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FileOrFolder_OfAnotherUser_IsRefused(bool folder)
    {
        await SignedInAsync();
        await ForeignFile.GiveAwayAsync(folder ? _scene.CacheFolder : _scene.CacheFile);

        (await RefusedAsync()).Message.ShouldContain("belongs to another user");
    }

    [Fact]
    public async Task Lock_ThatIsALink_IsRefused()
    {
        var token = await SignedInAsync();
        var target = Path.Combine(_scene.CacheFolder, "..", "target");
        var held = Path.Combine(_scene.CacheFolder, $"jitaccess-{Name(token["startUrl"])}.lock");
        File.Delete(held);
        File.CreateSymbolicLink(held, target);
        _scene.Scene.Time.Advance(TimeSpan.FromHours(1));

        (await RefusedAsync()).Message.ShouldContain("is a link");
        File.Exists(target).ShouldBeFalse();
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The AWS CLI names its files so.")]
    private static string Name(string key) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(key)));

    private async Task<Dictionary<string, string>> SignedInAsync()
    {
        await IdentityScene.MintAsync(_scene.Provider());
        return _scene.CachedToken();
    }

    private IJitCredentialProvider Reader(string? session = null) => _scene.Provider(o => (o.SignIn, o.SsoSession) = (IdentityCenterSignIn.Never, session));

    private Task<JitProviderException> RefusedAsync() => Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(Reader()));
}
