namespace JitAccess.Aws.SignIn;

/// <summary>The answer to a grant was "not this": what follows depends on who asked.</summary>
internal sealed class OAuthPendingException(OAuthAnswer answer) : Exception(answer.ToString())
{
    public OAuthAnswer Answer { get; } = answer;
}
