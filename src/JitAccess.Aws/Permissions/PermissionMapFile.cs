using System.Security.Cryptography;
using JitAccess.Aws.Internal;

namespace JitAccess.Aws.Permissions;

/// <summary>Reads the file of a permission map, if nobody but its owner can change it.</summary>
internal static class PermissionMapFile
{
    private const int MaxLength = 256 * 1024;

    /// <exception cref="JitConfigurationException">It is missing, can be changed by others, or is no permission map.</exception>
    public static PermissionMap Read(string path)
    {
        var content = ReadContent(path);
        return new PermissionMapReader(path).Read(content, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    private static byte[] ReadContent(string path)
    {
        try
        {
            if ((ForeignAccess.ToFolder(Path.GetDirectoryName(path) ?? path, mayBeRoots: true) ?? ForeignAccess.ToPath(path)) is { } fault)
                throw Untrusted(path, fault);
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (ForeignAccess.ToPublic(file) is { } changed)
                throw Untrusted(path, changed);
            using var content = new FileStream(file, FileAccess.Read);
            if (content.Length > MaxLength)
                throw new JitConfigurationException(
                    $"The permission map '{path}' has {content.Length} bytes, and {MaxLength} are read at most; see whether it is the right file.");
            var bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new JitConfigurationException(
                $"The permission map '{path}' is not there; deploy it, or correct {PermissionMapDefaults.ConfigurationKey}. Nobody logs in without it.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JitConfigurationException($"The permission map '{path}' can't be read ({e.GetType().Name}); let this process read it.", e);
        }
    }

    private static JitConfigurationException Untrusted(string path, string fault) => new(
        $"The permission map '{path}' is not used: it or its folder {fault}. Name the file itself and not a link, and let it and its folder belong to root or to "
        + "the user of this process, and be writable to nobody else (chmod go-w).");
}
