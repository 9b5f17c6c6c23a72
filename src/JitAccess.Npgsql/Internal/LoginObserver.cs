using Microsoft.Extensions.Logging;

namespace JitAccess.Internal;

/// <summary>Tells engine and log how a login ended.</summary>
internal sealed class LoginObserver(string database, ILogger logger, TimeProvider timeProvider)
{
    private readonly OpenRate _opens = new(timeProvider);

    public void Sent() => _opens.Add();

    public static void Accepted(ConnectionRoute route, JitCredentialSnapshot sent) => route.Engine.ReportAccepted(sent);

    public void Refused(ConnectionRoute route, JitCredentialSnapshot sent, string sqlState)
    {
        // A refusal of a generation that is no longer served demotes nothing, and one warning for each generation is enough.
        if (route.Engine.Invalidate(sent))
            Log.LoginRefused(
                logger, database, sqlState, sent.Credential.UserName, route.Connect, route.Token, timeProvider.GetUtcNow() - sent.IssuedAt,
                sent.Credential.ExpiresAt, _opens.LastSecond());
    }
}
