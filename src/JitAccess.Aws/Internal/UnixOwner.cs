using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace JitAccess.Aws.Internal;

/// <summary>Tells whose a file is, which .NET does not.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixOwner
{
    private const int StatSize = 512;
    private const int AtCurrentFolder = -100;
    private const int AtEmptyPath = 0x1000;
    private const int AtSymlinkNoFollow = 0x100;
    private const uint StatxUid = 0x8;

    // Offsets of the owner: statx is the same on every architecture of Linux; stat is that of 64-bit macOS.
    private const int StatxMaskOffset = 0;
    private const int StatxUidOffset = 20;
    private const int MacUidOffset = 16;

    /// <summary>Gets the user that this process acts as.</summary>
    public static uint Current => GetEffectiveUser();

    /// <summary>Returns the owner of an open file; nothing where the system does not say.</summary>
    public static uint? Of(SafeFileHandle file)
    {
        var taken = false;
        try
        {
            file.DangerousAddRef(ref taken);
            var descriptor = (int)file.DangerousGetHandle();
            return OperatingSystem.IsMacOS()
                ? Mac(static (d, _, buffer) => MacFileStat(d, buffer), descriptor, "")
                : Linux(descriptor, "", AtEmptyPath);
        }
        finally
        {
            if (taken)
                file.DangerousRelease();
        }
    }

    /// <summary>Returns the owner of a folder, or of the link that stands in its place.</summary>
    public static uint? OfFolder(string path) => OperatingSystem.IsMacOS()
        ? Mac(static (_, p, buffer) => MacLinkStat(p, buffer), 0, path)
        : Linux(AtCurrentFolder, path, AtSymlinkNoFollow);

    private static uint? Linux(int descriptor, string path, int flags)
    {
        var buffer = new byte[StatSize];
        try
        {
            return Statx(descriptor, path, flags, StatxUid, buffer) == 0 && (BitConverter.ToUInt32(buffer, StatxMaskOffset) & StatxUid) != 0
                ? BitConverter.ToUInt32(buffer, StatxUidOffset)
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null; // an older C library: nobody can say, so it is nobody's
        }
    }

    private static uint? Mac(Func<int, string, byte[], int> stat, int descriptor, string path)
    {
        var buffer = new byte[StatSize];
        return stat(descriptor, path, buffer) == 0 ? BitConverter.ToUInt32(buffer, MacUidOffset) : null;
    }

    private static int MacFileStat(int descriptor, byte[] buffer) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? FileStatX64(descriptor, buffer) : FileStat(descriptor, buffer);

    private static int MacLinkStat(string path, byte[] buffer) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? LinkStatX64(path, buffer) : LinkStat(path, buffer);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] buffer);

    [LibraryImport("libc", EntryPoint = "fstat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileStat(int descriptor, [Out] byte[] buffer);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileStatX64(int descriptor, [Out] byte[] buffer);

    [LibraryImport("libc", EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LinkStat(string path, [Out] byte[] buffer);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LinkStatX64(string path, [Out] byte[] buffer);
}
