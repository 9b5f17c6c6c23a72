using System.Diagnostics;

namespace JitAccess.Playground.Tests;

/// <summary>A Playground that is killed takes the service along.</summary>
[Collection("Playground")]
public sealed class KillTests
{
    [Fact]
    public async Task Playground_Killed_LeavesNoServiceBehind()
    {
        Requirement.LocalPostgres();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no sh that could watch");
        await using var playground = await PlaygroundProcess.StartAsync("Development");
        using var service = Process.GetProcessById(playground.ServiceId);
        service.HasExited.ShouldBeFalse();

        await playground.KillAsync();

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (IsRunning(playground.ServiceId))
            await Task.Delay(100, limit.Token);
    }

    /// <summary>Asks for the process anew: one that has ended is nobody's child any more, and stays as long as nobody reaps it.</summary>
    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return File.Exists($"/proc/{id}/stat") ? !File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].StartsWith(" Z", StringComparison.Ordinal) : !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            return false;
        }
    }
}
