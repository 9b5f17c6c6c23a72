namespace Playground.Board;

/// <summary>How many logins were accepted with a credential of an age.</summary>
/// <param name="UpTo">The greatest age in it, in seconds; <see langword="null"/> for the last, which has no end.</param>
/// <param name="Count">How many.</param>
internal sealed record AgeBucket(double? UpTo, long Count);
