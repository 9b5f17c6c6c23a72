using JitAccess.Aws.Internal;

namespace JitAccess.Aws.SignIn;

/// <summary>Reads and replaces files that hold secrets of this user, in a folder that nobody else can write to.</summary>
/// <remarks>
/// The folder is judged first: where others could put something into it, nothing in it is what it seems. On Windows the folder is in the user's
/// profile, whose access list keeps others out.
/// </remarks>
internal sealed class PrivateFiles(string folder)
{
    private const int MaxLength = 256 * 1024;
    private const UnixFileMode OnlyMine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads a file; nothing where there is none.</summary>
    /// <exception cref="JitProviderException">It is not this user's alone.</exception>
    public byte[]? Read(string name)
    {
        var path = Path.Combine(folder, name);
        if (!Directory.Exists(folder))
            return null;
        RequireOwnFolder();
        try
        {
            RequireNoLink(path);
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (ForeignAccess.ToSecret(file) is { } fault)
                throw Refused(path, fault);
            using var content = new FileStream(file, FileAccess.Read);
            if (content.Length > MaxLength)
                throw Refused(path, "is too long for a token");
            var bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or EndOfStreamException) // or somebody is writing it
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JitProviderException(JitProviderErrorKind.Misconfigured, $"The token cache '{path}' can't be read ({e.GetType().Name}); let this process read it.", e);
        }
    }

    /// <summary>Replaces a file in one step: whoever reads finds the old one or the new one, and after a crash too.</summary>
    /// <exception cref="JitProviderException">The folder is not this user's alone, or can't be written to.</exception>
    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        CreateFolder();
        var path = Path.Combine(folder, name);
        var temporary = Path.Combine(folder, $"{name}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(temporary, Options(FileMode.CreateNew, FileShare.None)))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true); // a link at the old place is replaced, not followed
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw Unwritable(e);
        }
    }

    /// <summary>Takes a file as a lock against other processes; nothing where another has it.</summary>
    public FileStream? TryLock(string name)
    {
        CreateFolder();
        var path = Path.Combine(folder, name);
        RequireNoLink(path);
        try
        {
            return new FileStream(path, Options(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unwritable(e);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OnlyMine;
        return options;
    }

    private void CreateFolder()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, OnlyMine | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }

        RequireOwnFolder();
    }

    private void RequireOwnFolder()
    {
        if (ForeignAccess.ToFolder(folder) is { } fault)
            throw Refused(folder, fault);
    }

    private static void RequireNoLink(string path)
    {
        if (ForeignAccess.ToPath(path) is { } fault)
            throw Refused(path, fault);
    }

    private static JitProviderException Refused(string path, string fault) => new(
        JitProviderErrorKind.Misconfigured,
        $"The token cache '{path}' {fault}. It is neither read nor written to; see who made it so, remove it, and sign in again.");

    private JitProviderException Unwritable(Exception cause) => new(
        JitProviderErrorKind.Misconfigured, $"The token cache '{folder}' can't be written to ({cause.GetType().Name}); let this process write there.", cause);
}
