namespace JitAccess.Aws.SignIn;

/// <summary>Answers of the sign-in service that are no errors yet.</summary>
internal enum OAuthAnswer
{
    /// <summary>The person has not decided.</summary>
    Pending,

    /// <summary>It was asked too often.</summary>
    SlowDown,

    /// <summary>What was sent is no longer good: a refresh token, a code, the registration.</summary>
    Ended,
}
