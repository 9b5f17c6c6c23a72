using Microsoft.Win32.SafeHandles;

namespace JitAccess.Aws.Internal;

/// <summary>Says who else than its owner can read or change a file, and so what it says.</summary>
/// <remarks>A file is judged together with its folder: where others can put something into that, nothing in it is what it seems. Windows has
/// access lists instead, which keep others out of where users and administrators install things; there only links are judged.</remarks>
internal static class ForeignAccess
{
    private const uint Root = 0;
    private const UnixFileMode OthersMayWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode OthersMayRead =
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute | OthersMayWrite;

    /// <summary>Returns what is wrong with a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="mayBeRoots">Whether it may belong to root, too.</param>
    public static string? ToFolder(string path, bool mayBeRoots = false)
    {
        if (new DirectoryInfo(path).LinkTarget is not null)
            return "is a link";
        if (OperatingSystem.IsWindows())
            return null;
        if ((File.GetUnixFileMode(path) & OthersMayWrite) != 0) // the AWS CLI creates its own so that others may list it
            return "can be written to by others";
        return OfOwner(UnixOwner.OfFolder(path), mayBeRoots);
    }

    /// <summary>Returns what is wrong with a path, whatever it leads to.</summary>
    public static string? ToPath(string path) => new FileInfo(path).LinkTarget is null ? null : "is a link";

    /// <summary>Returns what is wrong with a file that holds a secret.</summary>
    public static string? ToSecret(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
            return null;
        return (File.GetUnixFileMode(file) & OthersMayRead) != 0 ? "can be read or written to by others" : OfOwner(UnixOwner.Of(file), mayBeRoots: false);
    }

    /// <summary>Returns what is wrong with a file that everybody may read.</summary>
    public static string? ToPublic(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
            return null;
        return (File.GetUnixFileMode(file) & OthersMayWrite) != 0 ? "can be written to by others" : OfOwner(UnixOwner.Of(file), mayBeRoots: true);
    }

    private static string? OfOwner(uint? owner, bool mayBeRoots) =>
        OperatingSystem.IsWindows() || owner == UnixOwner.Current || (mayBeRoots && owner == Root) ? null : "belongs to another user";
}
