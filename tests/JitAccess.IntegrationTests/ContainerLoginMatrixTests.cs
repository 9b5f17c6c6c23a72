namespace JitAccess.IntegrationTests;

public sealed class ContainerLoginMatrixTests(ContainerServer server)
    : LoginMatrix(server, "JITACCESS_REQUIRE_CONTAINERS"), IClassFixture<ContainerServer>;
