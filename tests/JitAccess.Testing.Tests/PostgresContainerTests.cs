using System.Security.Cryptography.X509Certificates;

namespace JitAccess.Testing.Tests;

/// <summary>What a container is given; that a server starts from it is shown by the tests that log in there.</summary>
public sealed class PostgresContainerTests
{
    [Fact]
    public void Files_HbaLines_ComeBeforeTheSuperuserAndNobodyElseComesIn()
    {
        using var authority = new TestCertificateAuthority();

        var files = PostgresContainer.Files(authority, "ad\"min", ["hostssl orders +orders_app all scram-sha-256"], []);

        files["/jitaccess/pg_hba.conf"].ShouldBe(
            "hostssl orders +orders_app all scram-sha-256\nlocal all all trust\nhostssl all \"ad\"\"min\" all scram-sha-256\n");
    }

    [Fact]
    public void Files_ServerNames_AreInTheCertificateBesideLoopback()
    {
        using var authority = new TestCertificateAuthority();

        var files = PostgresContainer.Files(authority, "admin", [], ["orders.example.com"]);

        using var certificate = X509Certificate2.CreateFromPem(files["/jitaccess/server.crt"], files["/jitaccess/server.key"]);
        foreach (var name in (string[])["localhost", "127.0.0.1", "orders.example.com"])
            certificate.MatchesHostname(name).ShouldBeTrue(name);
    }
}
