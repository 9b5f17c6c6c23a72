using System.Text.Json.Serialization;

namespace Playground.Page;

/// <summary>What came of a press.</summary>
/// <param name="Text">In words.</param>
/// <param name="StatusCode">For the answer: 200, 409 where the last press is still at work, 502 where it could not be done.</param>
internal sealed record Outcome(string Text, [property: JsonIgnore] int StatusCode = 200);
