using JitAccess.Testing.Internal;

namespace JitAccess.Testing.Tests.Internal;

public sealed class ServerAccountTests
{
    [Fact]
    public async Task GiveToAsync_NoSuchUser_SaysWhyAndWhatToDo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no root");
        using var folder = new ParentFolder();

        var error = await Should.ThrowAsync<LocalPostgresException>(
            () => ServerAccount.GiveToAsync("jitaccess_nobody_here", folder.Path, TestContext.Current.CancellationToken));

        error.Message.ShouldContain("refuses to run as root");
        error.Message.ShouldContain("useradd --system jitaccess_nobody_here");
        error.Message.ShouldContain("ordinary user");
    }
}
