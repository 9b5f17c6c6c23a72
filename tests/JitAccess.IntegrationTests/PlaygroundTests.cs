using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;

namespace JitAccess.IntegrationTests;

/// <summary>The README's first command, run as a user runs it.</summary>
public partial class PlaygroundTests
{
    [Fact]
    public async Task Playground_OverSeveralRotations_ServesEveryRequestAndLeavesNothing()
    {
        if (!Testing.LocalPostgres.IsAvailable)
            LocalServer.SkipOrFail();
        var folder = Directory.CreateTempSubdirectory("jitaccess-playground-");
        if (!OperatingSystem.IsWindows()) // run as root, the server is another user, who must get through to its own folder
            File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        try
        {
            var port = FreePort();
            var (code, output) = await RunAsync(folder.FullName, "--port", $"{port}", "--token-lifetime", "00:00:06", "--duration", "00:00:15");

            code.ShouldBe(0, output);
            output.ShouldMatch(@"\b0 failed, \d+ rotations; stopping");
            var expired = ExpiredTokens().Matches(output);
            expired.Count.ShouldBeGreaterThan(0, output);
            expired.ShouldAllBe(count => count.Groups[1].Value == "0");
            output.ShouldNotContain("secret", Case.Insensitive);
            Directory.EnumerateFileSystemEntries(folder.FullName, "jitaccess-*").ShouldBeEmpty();
            using var client = new TcpClient();
            await Should.ThrowAsync<SocketException>(async () => await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Playground_PortInUse_SaysSoAndStartsNothing()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (code, output) = await RunAsync(Path.GetTempPath(), "--port", $"{port}");

        code.ShouldBe(1);
        output.Trim().ShouldBe($"error: port {port} can't be used (AddressAlreadyInUse); stop what listens there, or choose another by --port.");
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
