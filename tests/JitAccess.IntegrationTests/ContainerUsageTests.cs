namespace JitAccess.IntegrationTests;

public sealed class ContainerUsageTests(ContainerServer server)
    : UsageTests(server, "JITACCESS_REQUIRE_CONTAINERS"), IClassFixture<ContainerServer>;
