using JitAccess.Diagnostics;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    /// <summary>Takes note that the database accepted a login with this credential.</summary>
    /// <param name="accepted">What was sent.</param>
    public void ReportAccepted(JitCredentialSnapshot accepted)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        var age = Now().Uptime - accepted.Minted.Uptime;
        _mints.LoginAccepted();
        try
        {
            _metrics.Used(Tags, age, Provider.IsStanding || accepted.Credential.RestsOnStandingSecret);
            AuditLog.LoginAccepted(
                _audit, accepted.Credential.Id, accepted.Credential.UserName, Key.DatabaseName, Key.Identity.ProviderName, Key.Endpoint,
                Key.Identity, age.TotalSeconds);
        }
#pragma warning disable CA1031 // Not by Quietly, whose closure every login would pay for: a listener that throws must not fail it either.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>Takes note that the database refused this credential, and begins to fetch another.</summary>
    /// <param name="rejected">What was sent.</param>
    /// <returns><see langword="true"/> for the first report about the current credential; reports about older ones change nothing.</returns>
    /// <remarks>The credential is demoted, not deleted: it is served again only where the refresh fails and it has not expired.</remarks>
    public bool Invalidate(JitCredentialSnapshot rejected)
    {
        ArgumentNullException.ThrowIfNull(rejected);
        Quietly(() => AuditLog.LoginRefused(
            _audit, rejected.Credential.Id, rejected.Credential.UserName, Key.DatabaseName, Key.Identity.ProviderName, Key.Endpoint,
            Key.Identity));

        lock (_gate)
        {
            if (_disposed || _snapshot is not { IsRejected: false } held || held.Generation != rejected.Generation)
                return false;
            Volatile.Write(ref _snapshot, held.Demoted(Now()));
        }

        TryStart();
        Notify();
        return true;
    }
}
