namespace JitAccess.Aws.Signing;

/// <summary>What a database token says, beside who signs it.</summary>
/// <param name="Service">Which service's tokens are signed.</param>
/// <param name="Host">The host that is signed; case and one trailing dot don't matter.</param>
/// <param name="Port">The port that is signed; DSQL tokens have none.</param>
/// <param name="Region">The region of the endpoint.</param>
/// <param name="UserName">The database user, signed as it is: neither trimmed nor changed.</param>
/// <param name="SignedAt">The signing instant; fractions of a second are dropped.</param>
/// <param name="ExpiresInSeconds">How long the token opens connections, counted from <paramref name="SignedAt"/>.</param>
internal readonly record struct AwsTokenRequest(
    AwsTokenService Service,
    string Host,
    int Port,
    string Region,
    string UserName,
    DateTimeOffset SignedAt,
    int ExpiresInSeconds);
