using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace JitAccess.Aws.SignIn;

/// <summary>The token of one sign-in, in the cache that the AWS CLI uses.</summary>
internal sealed class SsoTokenCache
{
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(50);

    private readonly PrivateFiles _files;
    private readonly string _startUrl;
    private readonly string _region;
    private readonly string _name;
    private readonly TimeProvider _time;

    public SsoTokenCache(string folder, string startUrl, string region, string? sessionName, TimeProvider time)
    {
        _files = new PrivateFiles(folder);
        _startUrl = startUrl;
        _region = region;
        _time = time;
        _name = NameOf(sessionName ?? startUrl);
    }

    public SsoToken? Read() => _files.Read(_name + ".json") is { } json ? SsoTokenFormat.Read(json, _startUrl, _region) : null;

    public void Write(SsoToken token) => _files.Replace(_name + ".json", SsoTokenFormat.Write(token, _startUrl, _region));

    /// <summary>Waits until no other process of ours refreshes this token. The AWS CLI knows nothing of this lock.</summary>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_files.TryLock($"jitaccess-{_name}.lock") is { } held)
                return held;
            await Task.Delay(LockPoll, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "It names a file as the AWS CLI does, and protects nothing.")]
    private static string NameOf(string key) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(key)));
}
