namespace JitAccess.Testing;

/// <summary>A request that an emulator answered: never its headers, its body or anything secret.</summary>
/// <param name="Operation">The operation as its API names it, such as <c>AssumeRole</c> or <c>CreateToken</c>.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Error">The code of the refusal, such as <c>ExpiredTokenException</c>; <see langword="null"/> if it was served.</param>
/// <param name="At">When it came in.</param>
public sealed record EmulatorRequest(string Operation, int Status, string? Error, DateTimeOffset At);
