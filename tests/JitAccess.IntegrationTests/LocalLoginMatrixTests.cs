namespace JitAccess.IntegrationTests;

public sealed class LocalLoginMatrixTests(LocalServer server) : LoginMatrix(server, "JITACCESS_REQUIRE_LOCAL"), IClassFixture<LocalServer>;
