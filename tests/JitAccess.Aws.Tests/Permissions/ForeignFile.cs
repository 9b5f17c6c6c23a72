using System.Diagnostics;
using JitAccess.Aws.Tests.Identity;

namespace JitAccess.Aws.Tests.Permissions;

/// <summary>Files that belong to somebody else, which root alone can make.</summary>
internal static class ForeignFile
{
    private const string Nobody = "65534";

    /// <summary>Gives a file away; skips the running test where this user can't.</summary>
    public static async Task GiveAwayAsync(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName != "root", "only root can give files away");
        using var chown = Process.Start("chown", [Nobody, path]);
        await chown.WaitForExitAsync(IdentityScene.Cancellation);
        chown.ExitCode.ShouldBe(0);
    }
}
