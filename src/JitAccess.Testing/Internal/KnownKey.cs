namespace JitAccess.Testing.Internal;

/// <summary>A key and what it is good for.</summary>
/// <param name="Key">The key.</param>
/// <param name="IsRevoked">Whether its tokens are refused from now on.</param>
/// <param name="ExpiresAt">When it ends by itself, if ever.</param>
/// <param name="UserNames">The database users it may log in as; <see langword="null"/> for all.</param>
internal sealed record KnownKey(RdsIamKey Key, bool IsRevoked, DateTimeOffset? ExpiresAt, IReadOnlySet<string>? UserNames)
{
    public bool MayLogInAs(string userName) => UserNames?.Contains(userName) ?? true;
}
