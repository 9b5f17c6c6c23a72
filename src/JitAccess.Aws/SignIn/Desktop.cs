using System.Diagnostics;
using System.Runtime.InteropServices;

namespace JitAccess.Aws.SignIn;

/// <summary>The desktop of the person who runs this process, if there is one.</summary>
internal static class Desktop
{
    /// <summary>Gets why there is nobody to open a page for; <see langword="null"/> if there may be.</summary>
    public static string? WhyMissing
    {
        get
        {
            if (IsSet("DOTNET_RUNNING_IN_CONTAINER") || IsSet("KUBERNETES_SERVICE_HOST"))
                return "a container opens no browser";
            if (IsSet("CI"))
                return "a build agent opens no browser";
            if (IsSet("SSH_CONNECTION") || IsSet("SSH_TTY"))
                return "a remote session opens no browser";
            if (OperatingSystem.IsLinux() && !IsSet("DISPLAY") && !IsSet("WAYLAND_DISPLAY"))
                return "this machine has no desktop to open a browser on";
            return Environment.UserInteractive ? null : "a service opens no browser";
        }
    }

    /// <summary>Opens a page: by a program and one argument, never through a shell, which would read the address.</summary>
    public static ValueTask OpenAsync(Uri page, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo { UseShellExecute = false };
        if (OperatingSystem.IsWindows())
        {
            start.FileName = Path.Combine(Environment.SystemDirectory, "rundll32.exe");
            start.ArgumentList.Add("url.dll,FileProtocolHandler");
        }
        else
        {
            start.FileName = OperatingSystem.IsMacOS() ? "/usr/bin/open" : "xdg-open";
        }

        start.ArgumentList.Add(page.AbsoluteUri);
        try
        {
            using var process = Process.Start(start);
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is ExternalException or FileNotFoundException)
        {
            throw new JitProviderException(JitProviderErrorKind.Denied, $"The browser could not be started by '{start.FileName}'.", e);
        }
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
