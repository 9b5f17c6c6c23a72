using System.Security.Cryptography.X509Certificates;
using JitAccess.Internal;
using Npgsql;

namespace JitAccess.Npgsql.Tests.Internal;

public class TlsIdentityTests
{
    private static readonly JitEndpoint Instance = new("orders.example.com", 5432);
    private static readonly JitEndpoint Proxy = new("proxy.example.com", 5432);

    [Fact]
    public void Apply_RootsOfTheProviderForOneHostOnly_IsRefusedWithRemedy()
    {
        var error = Should.Throw<JitConfigurationException>(() => Apply("", (Instance, Instance), (Proxy, Proxy)));

        error.Message.ShouldContain("'orders' mixes hosts whose certificates come from different authorities");
        error.Message.ShouldContain("Set Root Certificate in the connection string");
    }

    [Fact]
    public void Apply_RootCertificateInTheConnectionString_WinsOverTheProviders() =>
        Should.NotThrow(() => Apply(";Root Certificate=/roots.pem", (Instance, Instance), (Proxy, Proxy)));

    [Fact]
    public void Apply_OneHostOnTwoPortsForTwoNames_IsRefusedWithRemedy()
    {
        var other = new JitEndpoint("billing.example.com", 5432);
        var error = Should.Throw<JitConfigurationException>(() => Apply(
            ";Root Certificate=/roots.pem", (new JitEndpoint("localhost", 5433), Instance), (new JitEndpoint("localhost", 5434), other)));

        error.Message.ShouldContain("dials host 'localhost' on several ports");
        error.Message.ShouldContain("TLS can't tell them apart");
        error.Message.ShouldContain("Give each tunnel a host name of its own");
    }

    private static void Apply(string addition, params (JitEndpoint Connect, JitEndpoint Token)[] plan)
    {
        var provider = new FakeProvider { TrustRoots = static host => host == Instance.Host ? new X509Certificate2Collection() : null };
        var builder = new NpgsqlDataSourceBuilder($"Host={string.Join(',', plan.Select(p => p.Connect))};Username=u;SSL Mode=VerifyFull{addition}");
        TlsIdentity.Apply(builder, provider, plan, "orders");
    }
}
