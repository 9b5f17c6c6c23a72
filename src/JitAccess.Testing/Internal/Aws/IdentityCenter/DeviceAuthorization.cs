namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>A device that waits for its user.</summary>
internal sealed class DeviceAuthorization(RegisteredClient client, string userCode, DateTimeOffset expiresAt, TimeSpan interval)
{
    private static readonly TimeSpan SlowDownBy = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private DateTimeOffset _lastPoll = DateTimeOffset.MinValue;
    private TimeSpan _interval = interval;
    private bool _isTaken;

    public RegisteredClient Client { get; } = client;

    public string UserCode { get; } = userCode;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>Gets or sets who approved it.</summary>
    public string? ApprovedBy { get; set; }

    public bool IsDenied { get; set; }

    /// <summary>Answers a poll: returns the user once there is one, and then never again.</summary>
    /// <exception cref="OAuthRefusalException">Not yet, too fast, or never.</exception>
    public string Poll(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_isTaken)
                throw OAuthRefusalException.InvalidGrant("The device code has been used.");
            if (now >= ExpiresAt)
                throw new OAuthRefusalException("expired_token", "ExpiredTokenException", "The device code has expired.");
            var isTooFast = now < _lastPoll + _interval;
            _lastPoll = now;
            if (isTooFast)
            {
                _interval += SlowDownBy; // RFC 8628, 3.5
                throw new OAuthRefusalException("slow_down", "SlowDownException", "The client polls too fast.");
            }

            if (IsDenied)
                throw new OAuthRefusalException("access_denied", "AccessDeniedException", "The user has denied the request.");
            if (ApprovedBy is not { } user)
                throw new OAuthRefusalException("authorization_pending", "AuthorizationPendingException", "The user has not approved the request yet.");
            _isTaken = true;
            return user;
        }
    }
}
