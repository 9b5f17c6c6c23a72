namespace JitAccess.Aws.SignIn;

/// <summary>Asks nobody.</summary>
internal sealed class NoSignIn : ISignInFlow
{
    public string? Obstacle => "SignIn is Never";

    public string Instruction => "";

    public Task<SsoToken> SignInAsync(CancellationToken cancellationToken) => throw new NotSupportedException(Obstacle);
}
