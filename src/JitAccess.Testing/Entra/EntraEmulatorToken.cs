namespace JitAccess.Testing;

/// <summary>What a token is to say.</summary>
public sealed class EntraEmulatorToken
{
    /// <summary>Gets or sets whom it is for.</summary>
    public required string Audience { get; set; }

    /// <summary>Gets or sets whose it is.</summary>
    public required string Subject { get; set; }

    /// <summary>Gets or sets when it is issued; before that it is not valid.</summary>
    /// <value>The default is <see langword="null"/>: now.</value>
    public DateTimeOffset? IssuedAt { get; set; }

    /// <summary>Gets or sets how long it lives.</summary>
    /// <value>The default is one hour.</value>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets further claims; one that is set wins over the emulator's own.</summary>
    public IDictionary<string, object> Claims { get; } = new Dictionary<string, object>(StringComparer.Ordinal);
}
