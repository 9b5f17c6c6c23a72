using System.Diagnostics;
using System.Formats.Tar;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Where an image of Vault is, its program comes out of it.</summary>
public sealed class VaultImageTests
{
    private const string Program = "#!/bin/sh\necho a program";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TakeFirst_OneImageIsHere_ItsProgramIsPutOutsideAndRuns()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "images of Vault hold programs of Linux");
        if (await VaultImage.RunAsync("info") is null)
        {
            Environment.GetEnvironmentVariable("JITACCESS_REQUIRE_CONTAINERS").ShouldBeNull("no Docker engine answers");
            Assert.Skip("no Docker engine answers");
        }

        var image = $"jitaccess-test/vault-{Guid.NewGuid():N}";
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await ImportAsync(image, folder);

            var program = await VaultImage.TakeFirstAsync([("jitaccess-test/no-such-image", "/bin/vault"), (image, "/bin/bao")]);

            (await File.ReadAllTextAsync(program!, Cancellation)).ShouldBe(Program);
            Path.GetFileName(program).ShouldBe("bao");
            (await RunAsync(program!)).ShouldBe("a program");
        }
        finally
        {
            await VaultImage.RunAsync("rmi", image);
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task TakeFirst_NoImage_IsNothing() => (await VaultImage.TakeFirstAsync([("jitaccess-test/no-such-image", "/bin/vault")])).ShouldBeNull();

    private static async Task<string> RunAsync(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return output.Trim();
    }

    private static async Task ImportAsync(string image, DirectoryInfo folder)
    {
        var archive = Path.Combine(folder.FullName, "image.tar");
        await using (var writer = new TarWriter(File.Create(archive)))
        {
            await using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Program));
            await writer.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, "bin/bao")
                {
                    DataStream = content,
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                },
                Cancellation);
        }

        (await VaultImage.RunAsync("import", "--change", "CMD [\"/bin/bao\"]", archive, image)).ShouldNotBeNull();
    }
}
