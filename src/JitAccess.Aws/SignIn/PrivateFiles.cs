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
    private const UnixFileMode OthersMayWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode OthersMayRead =
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute | OthersMayWrite;

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
            if (new FileInfo(path).LinkTarget is not null)
                throw Refused(path, "is a link");
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            RequireOwn(path, file);
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
        if (new FileInfo(path).LinkTarget is not null)
            throw Refused(path, "is a link");
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
        if (new DirectoryInfo(folder).LinkTarget is not null)
            throw Refused(folder, "is a link");
        if (OperatingSystem.IsWindows())
            return;
        if ((File.GetUnixFileMode(folder) & OthersMayWrite) != 0) // the AWS CLI creates it so that others may list it
            throw Refused(folder, "can be written to by others");
        if (UnixOwner.OfFolder(folder) is var owner && owner != UnixOwner.Current)
            throw Refused(folder, "belongs to another user");
    }

    private static void RequireOwn(string path, Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
            return;
        if ((File.GetUnixFileMode(file) & OthersMayRead) != 0)
            throw Refused(path, "can be read or written to by others");
        if (UnixOwner.Of(file) is var owner && owner != UnixOwner.Current)
            throw Refused(path, "belongs to another user");
    }

    private static JitProviderException Refused(string path, string fault) => new(
        JitProviderErrorKind.Misconfigured,
        $"The token cache '{path}' {fault}. It is neither read nor written to; see who made it so, remove it, and sign in again.");

    private JitProviderException Unwritable(Exception cause) => new(
        JitProviderErrorKind.Misconfigured, $"The token cache '{folder}' can't be written to ({cause.GetType().Name}); let this process write there.", cause);
}
