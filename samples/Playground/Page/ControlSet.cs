namespace Playground.Page;

/// <summary>The buttons that there are, and the token that has to be sent with each press.</summary>
internal sealed record ControlSet(string Token, IReadOnlyList<Control> Controls);
