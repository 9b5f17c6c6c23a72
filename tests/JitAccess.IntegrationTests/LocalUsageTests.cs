namespace JitAccess.IntegrationTests;

public sealed class LocalUsageTests(LocalServer server) : UsageTests(server, "JITACCESS_REQUIRE_LOCAL"), IClassFixture<LocalServer>;
