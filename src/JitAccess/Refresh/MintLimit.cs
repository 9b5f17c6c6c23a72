namespace JitAccess.Refresh;

/// <summary>Limits database users that nobody can log in with: three, then one in five minutes, doubling.</summary>
/// <remarks>Without it, a login that always fails would fill the database with roles (hashicorp/consul-template#2165).</remarks>
internal sealed class MintLimit
{
    private const int Free = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private int _withoutLogin;
    private DateTimeOffset _nextAt;

    public void ThrowIfExceeded(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_withoutLogin >= Free && now < _nextAt)
                throw new JitProviderException(
                    JitProviderErrorKind.Transient,
                    $"{_withoutLogin} database users were created and no login with any of them was accepted. The next is created at {_nextAt:O}; " +
                    "find out from the server's log why it refuses them.",
                    retryAfter: _nextAt - now);
        }
    }

    public void Minted(DateTimeOffset now)
    {
        lock (_gate)
        {
            _withoutLogin++;
            if (_withoutLogin >= Free)
                _nextAt = now + (FirstPause * Math.Pow(2, Math.Min(_withoutLogin - Free, 8)));
        }
    }

    public void LoginAccepted()
    {
        lock (_gate)
            _withoutLogin = 0;
    }
}
