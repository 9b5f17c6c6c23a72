namespace JitAccess.Aws.SignIn;

/// <summary>A way of asking a person to sign in.</summary>
internal interface ISignInFlow
{
    /// <summary>Gets why nobody can be asked here; <see langword="null"/> if somebody can.</summary>
    string? Obstacle { get; }

    /// <summary>Gets what the person has to do, for errors.</summary>
    string Instruction { get; }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="JitProviderException">The person refused, or the service did.</exception>
    Task<SsoToken> SignInAsync(CancellationToken cancellationToken);
}
