namespace JitAccess.Refresh;

/// <summary>The last failed refresh of an outage.</summary>
/// <param name="Error">What the provider threw.</param>
/// <param name="Failures">How many refreshes have failed in a row.</param>
/// <param name="Since">When the outage began.</param>
/// <param name="BackoffUntil">When the next refresh may begin in the background, or for readers that have something to fall back on.</param>
/// <param name="AnswerUntil">Until when the error answers readers that have no credential.</param>
internal sealed record RefreshFailure(Exception Error, int Failures, Moment Since, Deadline BackoffUntil, Deadline AnswerUntil);
