namespace JitAccess.IntegrationTests.Rotation;

/// <summary>What a client brought to a server.</summary>
/// <param name="User">The name.</param>
/// <param name="Secret">The password, in clear text.</param>
internal sealed record ReceivedLogin(string User, string Secret)
{
    /// <summary>Without the secret, though it opens nothing that is real.</summary>
    public override string ToString() => User;
}
