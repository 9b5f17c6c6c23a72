namespace JitAccess.Playground.Tests;

public sealed class RdsPlayground() : SharedPlayground("Development");
