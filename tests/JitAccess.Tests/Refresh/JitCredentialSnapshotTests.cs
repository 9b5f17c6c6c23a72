namespace JitAccess.Tests.Refresh;

public sealed class JitCredentialSnapshotTests : EngineTests
{
    [Fact]
    public async Task ToString_TellsGenerationAndLife()
    {
        var snapshot = (await FilledEngine()).Current!;

        snapshot.ToString().ShouldBe(
            $"JitCredentialSnapshot {{ Generation = 1, Credential = {snapshot.Credential}, " +
            "RefreshAt = 2026-01-01T00:09:40.0000000+00:00, ExpiresAt = 2026-01-01T00:14:30.0000000+00:00 }");
    }
}
