using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.Internal;

/// <summary>Tells engine and log how a login ended.</summary>
internal sealed class LoginObserver(string database, IJitCredentialProvider provider, SslMode sslMode, ILogger logger, TimeProvider timeProvider)
{
    private readonly OpenRate _opens = new(timeProvider);

    public void Sent() => _opens.Add();

    public void Accepted(ConnectionRoute route, JitCredentialSnapshot sent)
    {
        route.Accepted.Add(sent.Credential, timeProvider.GetUtcNow() - sent.Credential.IssuedAt);
        route.Engine.ReportAccepted(sent);
    }

    public void Refused(ConnectionRoute route, JitCredentialSnapshot sent, string sqlState, ServerAnswer answer)
    {
        // A refusal of a generation that is no longer served demotes nothing, and one warning for each generation is enough.
        if (!route.Engine.Invalidate(sent) || !logger.IsEnabled(LogLevel.Warning))
            return;

        var refusal = new JitLoginRefusal
        {
            Credential = sent.Credential,
            Connect = route.Connect,
            Token = route.Token,
            RefusedAt = timeProvider.GetUtcNow(),
            OpensPerSecond = _opens.LastSecond(),
            AcceptedAtAge = route.Accepted.AgeOf(sent.Credential),
        };
        var diagnosis = Diagnose(refusal);
        var causes = RefusalCauses.Order(answer, diagnosis).Select(static (cause, i) => $"({i + 1}) {cause}");
        Log.LoginRefused(
            logger, database, sqlState, answer, sent.Credential.UserName, route.Connect, route.Token, sent.Credential.IssuedAt, refusal.Age,
            refusal.RefusedAt, sent.Credential.ExpiresAt, refusal.OpensPerSecond, sslMode, diagnosis?.Figures ?? "Its provider knows no more.",
            string.Join("; ", causes));
    }

    private JitRefusalDiagnosis? Diagnose(JitLoginRefusal refusal)
    {
        try
        {
            return provider.Diagnose(refusal);
        }
#pragma warning disable CA1031 // Runs inside Npgsql's open: a provider that can't explain a refusal must not replace it by its own error.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
