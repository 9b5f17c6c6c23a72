using System.ComponentModel;
using System.Diagnostics;

namespace JitAccess.IntegrationTests.Rotation;

/// <summary>Takes the program of a real Vault or OpenBao out of an image that a Docker engine here has; none is ever pulled.</summary>
/// <remarks>Both are published as one file that needs no library, so it runs outside the image as well, and is set up the same way.</remarks>
internal static class VaultImage
{
    private static readonly (string Image, string Program)[] Known = [("hashicorp/vault", "/bin/vault"), ("openbao/openbao", "/bin/bao")];

    private static readonly Lazy<Task<string?>> Taken = new(static () => OperatingSystem.IsLinux() ? TakeFirstAsync(Known) : Task.FromResult<string?>(null));

    /// <summary>Returns where the program is now, the same for all tests, or <see langword="null"/> where there is no engine or no image.</summary>
    public static Task<string?> TryTakeAsync() => Taken.Value;

    /// <summary>Returns where the program of the first image that is here has been put.</summary>
    public static async Task<string?> TakeFirstAsync(IEnumerable<(string Image, string Program)> images)
    {
        foreach (var (image, program) in images)
        {
            if (await RunAsync("image", "ls", "--quiet", "--filter", $"reference={image}") is { Length: > 0 } ids)
                return await TakeAsync(ids.Split('\n')[0], program);
        }

        return null;
    }

    /// <summary>Runs Docker's command, and returns what it printed; <see langword="null"/> where there is none or no engine.</summary>
    public static async Task<string?> RunAsync(params string[] arguments)
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (docker.StandardOutput.ReadToEndAsync(), docker.StandardError.ReadToEndAsync());
            await Task.WhenAll(output, errors, docker.WaitForExitAsync());
            return docker.ExitCode == 0 ? (await output).Trim() : null;
        }
        catch (Win32Exception)
        {
            return null; // no such command
        }
    }

    private static async Task<string> TakeAsync(string image, string program)
    {
        var target = Path.Combine(Directory.CreateTempSubdirectory("jitaccess-vault-").FullName, Path.GetFileName(program));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.GetParent(target)!.Delete(recursive: true);
        var container = await MustAsync("create", "--pull=never", image);
        try
        {
            await MustAsync("cp", "--follow-link", $"{container}:{program}", target);
        }
        finally
        {
            await RunAsync("rm", container);
        }

        return target;
    }

    private static async Task<string> MustAsync(params string[] arguments) => await RunAsync(arguments)
        ?? throw new InvalidOperationException($"docker {string.Join(' ', arguments)} failed.");
}
