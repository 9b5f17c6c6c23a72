namespace Playground.Board;

/// <summary>What the customers have seen since the start.</summary>
internal sealed record TrafficState(double OrdersPerSecond, int Orders, int Errors, int Repeated, int Refused);
