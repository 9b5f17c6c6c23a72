using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;

namespace JitAccess.IntegrationTests;

/// <summary>The README's first commands, run as a user runs them.</summary>
public partial class PlaygroundTests
{
    [Fact]
    public async Task Playground_OverSeveralRotations_ServesEveryRequestAndLeavesNothing()
    {
        var output = await PlayAsync("--token-lifetime", "00:00:24", "--duration", "00:01:00");

        output.ShouldMatch(@"\n[1-9]\d* orders, 0 failed, 0 requests repeated; \d+ credentials of 1 user\(s\); stopped, and left behind: 0 sessions");
        Generations().Count(output).ShouldBeGreaterThanOrEqualTo(3, output);
        var expired = ExpiredTokens().Matches(output);
        expired.Count.ShouldBeGreaterThan(0, output);
        expired.ShouldAllBe(count => count.Groups[1].Value == "0");
    }

    [Fact]
    public async Task Playground_WithVault_ChangesUsersWhileOrdersFlowAndLeavesNothing()
    {
        var output = await PlayAsync("--provider", "vault", "--rotate-every", "00:00:02", "--duration", "00:00:30");

        output.ShouldMatch(@"\n[1-9]\d* orders, 0 failed, 0 requests repeated; \d+ credentials of \d+ user\(s\); stopped, and left behind: 0 roles, 0 leases, 0 sessions");
        UserNames().Matches(output).Select(match => match.Groups[1].Value).Distinct().Count().ShouldBeGreaterThanOrEqualTo(3, output);
    }

    [Fact]
    public async Task Playground_PortInUse_SaysSoAndStartsNothing()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (code, output) = await RunAsync(Path.GetTempPath(), "--port", $"{port}", "--page-port", "0");

        code.ShouldBe(1);
        output.Trim().ShouldBe($"error: port {port} can't be used (AddressAlreadyInUse); stop what listens there, or choose another by --port.");
    }

    [Theory]
    [InlineData("--provider is 'vaultt', which is none; use rds-iam or vault.", "--provider", "vaultt")]
    [InlineData("--token-lifetime is for tokens of rds-iam", "--provider", "vault", "--token-lifetime", "00:00:06")]
    [InlineData("--rotate-every is negative", "--rotate-every", "-00:00:01")]
    public async Task Playground_WrongArgument_SaysSoAndStartsNothing(string error, params string[] arguments)
    {
        var (code, output) = await RunAsync(Path.GetTempPath(), arguments);

        code.ShouldBe(1);
        output.ShouldContain(error);
        output.ShouldNotContain("PostgreSQL       ");
    }

    /// <summary>Runs it to its end, in a folder for temporary files of its own that is empty again afterwards.</summary>
    private static async Task<string> PlayAsync(params string[] arguments)
    {
        if (!Testing.LocalPostgres.IsAvailable)
            LocalServer.SkipOrFail();
        var folder = Directory.CreateTempSubdirectory("jitaccess-playground-");
        if (!OperatingSystem.IsWindows()) // run as root, the server is another user, who must get through to its own folder
            File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        try
        {
            var port = UnassignedPort.Choose();
            var (code, output) = await RunAsync(folder.FullName, ["--port", $"{port}", "--page-port", "0", .. arguments]);

            code.ShouldBe(0, output);
            output.ShouldNotContain("secret", Case.Insensitive);
            Directory.EnumerateFileSystemEntries(folder.FullName, "jitaccess-*").ShouldBeEmpty();
            using var client = new TcpClient();
            await Should.ThrowAsync<SocketException>(async () => await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken));
            return output;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string temporaryFolder, params string[] arguments)
    {
        var dll = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Playground").Value!;
        var start = new ProcessStartInfo("dotnet", ["exec", dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = temporaryFolder;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex(@"(\d+) with expired tokens")]
    private static partial Regex ExpiredTokens();

    [GeneratedRegex(@"generation \d+: user orders_app,")]
    private static partial Regex Generations();

    [GeneratedRegex(@"generation \d+: user (v-approle-orders-\S+),")]
    private static partial Regex UserNames();
}
