namespace Playground.Page;

/// <summary>A button.</summary>
/// <param name="Name">Its name in the address.</param>
/// <param name="Label">What stands on it.</param>
/// <param name="Description">What it does, a sentence.</param>
internal sealed record Control(string Name, string Label, string Description);
