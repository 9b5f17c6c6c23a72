namespace JitAccess.Playground.Tests;

public sealed class ProductionPlayground() : SharedPlayground("Production");
