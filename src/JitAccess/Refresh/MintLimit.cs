namespace JitAccess.Refresh;

/// <summary>Limits database users that nobody can log in with: three, then one in five minutes, doubling.</summary>
/// <remarks>Without it, a login that always fails would fill the database with roles (hashicorp/consul-template#2165).</remarks>
internal sealed class MintLimit
{
    private const int Free = 3;
    private const int MaxDoublings = 8;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private int _withoutLogin;
    private Deadline _next;

    public void ThrowIfExceeded(Moment now)
    {
        lock (_gate)
        {
            if (_withoutLogin >= Free && !_next.IsDue(now))
                throw new JitProviderException(
                    JitProviderErrorKind.Transient,
                    $"{_withoutLogin} database users were created and no login with any of them was accepted. " +
                    $"The next is created at {_next.At:O}; find out from the server's log why it refuses them.",
                    retryAfter: _next.Left(now));
        }
    }

    /// <summary>Counts a user.</summary>
    /// <param name="now">When it was created.</param>
    /// <param name="replacesUnused">Whether nobody was given the one before: an idle database rotates without logins, and none of its users
    /// has failed. Counting them would leave the first open after a quiet night without a credential.</param>
    public void Minted(Moment now, bool replacesUnused)
    {
        lock (_gate)
        {
            if (!replacesUnused)
                _withoutLogin++;
            if (_withoutLogin >= Free)
                _next = now.In(FirstPause * Math.Pow(2, Math.Min(_withoutLogin - Free, MaxDoublings)));
        }
    }

    public void LoginAccepted()
    {
        lock (_gate)
            _withoutLogin = 0;
    }
}
