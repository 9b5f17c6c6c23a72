namespace JitAccess.Playground.Tests;

/// <summary>One Playground at a time: each is a PostgreSQL, a service and its customers.</summary>
[CollectionDefinition(nameof(Playground))]
public sealed class PlaygroundCollection;
