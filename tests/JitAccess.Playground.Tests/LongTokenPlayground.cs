namespace JitAccess.Playground.Tests;

/// <summary>With tokens that are good for a while after an outage of the issuer: no order is refused for the slowness of a machine.</summary>
public sealed class LongTokenPlayground() : SharedPlayground("Development", "--token-lifetime", "00:00:40");
