using System.Diagnostics;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>Processes that share the sign-in of one person, in the token cache of the AWS CLI.</summary>
public sealed class SharedCacheTests : IAsyncLifetime
{
    private const int Rounds = 10;
    private const string Account = "123456789012";
    private const string PermissionSet = "db-readonly";
    private const string User = "ada@example.com";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory();
    private readonly List<Process> _processes = [];
    private AwsEmulator _aws = null!;

    private string CacheFolder => Path.Combine(_home.FullName, "cache");

    private EmulatorEndpoint Oidc => _aws.IdentityCenter.Oidc;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _aws = await AwsEmulator.StartAsync(new() { UsesPlainHttp = true }, Cancellation);
        _aws.IdentityCenter.AddUser(User);
        _aws.IdentityCenter.AddAccount(Account);
        _aws.IdentityCenter.WritePermissionSet(PermissionSet, new());
        _aws.IdentityCenter.Assign(User, Account, PermissionSet);
        await AwsCli.SignInAsync(_aws, User, CacheFolder, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.Dispose();
        }

        await _aws.DisposeAsync();
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task TwoProcesses_ThatRefreshAtOnce_RefreshOnceAndTearNothing()
    {
        Process[] processes = [Start(), Start()];
        await MintAsync(processes); // what a process does once it has done by now
        Oidc.Faults.AnswerDelay = TimeSpan.FromMilliseconds(50); // so that the other one comes meanwhile

        for (var round = 1; round <= Rounds; round++)
        {
            var before = ExpireToken();
            var served = Oidc.CountServed("CreateToken");

            var minted = MintAsync(processes);
            do
                ReadToken().Count.ShouldBe(before.Count); // whole, whenever somebody looks
            while (!minted.IsCompleted);
            await minted;

            (Oidc.CountServed("CreateToken") - served).ShouldBe(1);
            var after = ReadToken();
            after["refreshToken"].ShouldNotBe(before["refreshToken"]);
            after["clientId"].ShouldBe(before["clientId"]);
        }

        Oidc.Requests.ShouldAllBe(static r => r.Error == null); // no refresh token was used twice
        Directory.GetFiles(CacheFolder, "*.json").ShouldHaveSingleItem();
        Directory.GetFiles(CacheFolder, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public async Task Process_KilledWhileItRefreshes_HoldsUpNobody()
    {
        var (killed, other) = (Start(), Start());
        await MintAsync(killed, other);
        ExpireToken();
        Oidc.Faults.RequestDelay = TimeSpan.FromHours(1);
        await killed.StandardInput.WriteLineAsync();
        while (!IsLocked())
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);

        killed.Kill();
        await killed.WaitForExitAsync(Cancellation);
        Oidc.Faults.RequestDelay = TimeSpan.Zero;

        await MintAsync(other);
    }

    private Dictionary<string, string> ReadToken() => AwsCli.Read(CacheFolder, _aws.IdentityCenter.StartUrl.AbsoluteUri);

    /// <summary>Lets the access token have ended, and returns what the cache holds then.</summary>
    private Dictionary<string, string> ExpireToken()
    {
        var token = ReadToken();
        token["expiresAt"] = AwsCli.Text(TimeProvider.System.GetUtcNow().AddMinutes(-1));
        AwsCli.Write(CacheFolder, token["startUrl"], token);
        return token;
    }

    private bool IsLocked()
    {
        if (Directory.GetFiles(CacheFolder, "*.lock") is not [var path])
            return false;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private Process Start()
    {
        var process = ChildProgram.Start(
            "TestHost", [new("DOTNET_ENVIRONMENT", "Development")], "mint", CacheFolder, _aws.IdentityCenter.StartUrl.AbsoluteUri,
            Oidc.Address.AbsoluteUri, _aws.IdentityCenter.Portal.Address.AbsoluteUri, Account, PermissionSet);
        _processes.Add(process);
        return process;
    }

    private static async Task MintAsync(params Process[] processes)
    {
        foreach (var process in processes)
        {
            await process.StandardInput.WriteLineAsync();
            await process.StandardInput.FlushAsync(Cancellation);
        }

        foreach (var process in processes)
            (await process.StandardOutput.ReadLineAsync(Cancellation)).ShouldBe("minted");
    }
}
