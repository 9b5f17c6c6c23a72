namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>How long things last; it may be changed at any time.</summary>
internal sealed class IdentityCenterSettings
{
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan SessionDuration { get; set; } = TimeSpan.FromHours(8);

    public TimeSpan ClientLifetime { get; set; } = TimeSpan.FromDays(90);

    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromMinutes(10);

    public bool RotatesRefreshTokens { get; set; } = true;
}
