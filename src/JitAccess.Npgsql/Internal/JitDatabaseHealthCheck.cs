using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitAccess.Internal;

/// <summary>Says whether logins can succeed: whether there are unexpired credentials that the database has not refused.</summary>
/// <remarks>It reads memory only. Data are states and seconds: no user, no endpoint, no secret.</remarks>
internal sealed class JitDatabaseHealthCheck(Func<JitDatabase> database, TimeProvider timeProvider) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = timeProvider.GetUtcNow();
        var statuses = database().GetStatus();
        var worst = statuses.Min(Severity);
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < statuses.Count; i++)
        {
            data[$"state.{i}"] = statuses[i].State.ToString();
            if (statuses[i].ExpiresAt is { } expiresAt)
                data[$"seconds_to_expiry.{i}"] = Math.Round((expiresAt - now).TotalSeconds);
        }

        return Task.FromResult(worst switch
        {
            HealthStatus.Healthy => HealthCheckResult.Healthy(data: data),
            HealthStatus.Degraded => HealthCheckResult.Degraded("The database refused the current credential, or its refresh is failing.", data: data),
            _ => new HealthCheckResult(context.Registration.FailureStatus, "There is no unexpired credential: opens wait for one.", data: data),
        });
    }

    // HealthStatus counts up towards healthy, so the minimum of several is the worst.
    private static HealthStatus Severity(JitEngineStatus status) => status switch
    {
        { State: JitEngineState.Empty or JitEngineState.Expired, Failures: 0 } => HealthStatus.Healthy, // nobody has asked, or not for a lifetime
        { State: JitEngineState.Empty or JitEngineState.Expired } => HealthStatus.Unhealthy,
        { IsRejected: true } or { Failures: > 0 } => HealthStatus.Degraded,
        _ => HealthStatus.Healthy,
    };
}
