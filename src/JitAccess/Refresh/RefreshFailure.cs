namespace JitAccess.Refresh;

/// <summary>The last failed refresh, kept to answer readers until <see cref="RetryAt"/>.</summary>
internal sealed record RefreshFailure(Exception Error, int Failures, DateTimeOffset RetryAt);
