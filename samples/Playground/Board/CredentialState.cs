using Playground.Orders;

namespace Playground.Board;

/// <summary>A credential as it stands, and its generations.</summary>
internal sealed record CredentialState(Credential Current, IReadOnlyList<Generation> Generations);
