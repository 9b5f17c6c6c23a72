using System.Net;
using System.Text.Json;
using JitAccess.Testing;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>A person with a permission set, a browser that follows its redirects and nothing else, and a token cache of one's own.</summary>
internal sealed class SignInScene : IAsyncDisposable
{
    public const string User = "ada@example.com";
    public const string PermissionSet = "db-readonly";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory();
    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private SignInScene(IdentityScene scene)
    {
        Scene = scene;
        Center.AddUser(User);
        Center.AddAccount(IdentityScene.Account);
        Center.WritePermissionSet(PermissionSet, new() { DatabaseUserNames = { IdentityScene.UserName } });
        Center.Assign(User, IdentityScene.Account, PermissionSet);
        Center.BrowserUser = User;
    }

    public IdentityScene Scene { get; }

    public AwsEmulatorIdentityCenter Center => Scene.Aws.IdentityCenter;

    public string CacheFolder => Path.Combine(_home.FullName, "sso", "cache");

    public List<Uri> Pages { get; } = [];

    public string CacheFile => Directory.GetFiles(CacheFolder, "*.json").ShouldHaveSingleItem();

    public static async Task<SignInScene> StartAsync() => new(await IdentityScene.StartAsync());

    /// <summary>Sets what an application would.</summary>
    public void Use(RdsIamOptions options, Action<IdentityCenterOptions>? configure = null) => options.UseIdentityCenter(o =>
    {
        (o.StartUrl, o.Region, o.AccountId, o.PermissionSet) = (Center.StartUrl.AbsoluteUri, "eu-west-1", IdentityScene.Account, PermissionSet);
        (o.OidcEndpoint, o.PortalEndpoint, o.CacheFolder) = (Center.Oidc.Address.AbsoluteUri, Center.Portal.Address.AbsoluteUri, CacheFolder);
        o.UseBrowser(BrowseAsync);
        configure?.Invoke(o);
    });

    public IJitCredentialProvider Provider(Action<IdentityCenterOptions>? configure = null, Action<RdsIamOptions>? all = null) => Scene.Provider(o =>
    {
        Use(o, configure);
        all?.Invoke(o);
    });

    public int Served(string operation) => Center.Oidc.CountServed(operation) + Center.Portal.CountServed(operation);

    /// <summary>Opens a page and follows where it sends the browser.</summary>
    public async ValueTask BrowseAsync(Uri page, CancellationToken cancellationToken)
    {
        Pages.Add(page);
        using var answer = await _browser.GetAsync(page, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Redirect)
            _ = VisitAsync(answer.Headers.Location!);
    }

    public async Task<HttpStatusCode> VisitAsync(Uri address, Action<HttpRequestMessage>? configure = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        configure?.Invoke(request);
        using var answer = await _browser.SendAsync(request, IdentityScene.Cancellation);
        return answer.StatusCode;
    }

    public Dictionary<string, string> CachedToken() => JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(CacheFile))!;

    /// <summary>Writes a file as the AWS CLI does.</summary>
    public string WriteCache(string name, object content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        Directory.CreateDirectory(CacheFolder);
        var path = Path.Combine(CacheFolder, name + ".json");
        File.WriteAllText(path, JsonSerializer.Serialize(content));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await Scene.DisposeAsync();
        _home.Delete(recursive: true);
    }
}
