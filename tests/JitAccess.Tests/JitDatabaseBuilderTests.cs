using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JitAccess.Tests;

public class JitDatabaseBuilderTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public void AddCandidate_NameTwice_Throws()
    {
        var builder = new JitDatabaseBuilder(_services, "orders").AddCandidate("RdsIam", _ => throw new InvalidOperationException());

        Should.Throw<JitConfigurationException>(() => builder.AddCandidate("rdsiam", _ => throw new InvalidOperationException()))
            .Message.ShouldContain("'orders' has two provider candidates named 'rdsiam'");
    }

    [Fact]
    public void AddCandidateOptions_SectionAndCode_CodeComesLast()
    {
        _services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["JitAccess:Databases:orders:Fake:Region"] = "eu-west-1",
            ["JitAccess:Databases:orders:Fake:Profile"] = "dev",
        }).Build());
        var name = new JitDatabaseBuilder(_services, "orders").AddCandidateOptions<FakeOptions>(
            "Fake",
            (section, options) => (options.Region, options.Profile) = (section["Region"], section["Profile"]),
            options => options.Profile = "ci");
        using var provider = _services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptionsMonitor<FakeOptions>>().Get(name);

        (options.Region, options.Profile).ShouldBe(("eu-west-1", "ci"));
        provider.GetRequiredService<IOptionsMonitor<FakeOptions>>().Get("billing:Fake").Region.ShouldBeNull();
    }

    [Fact]
    public void AddCandidateOptions_NoConfiguration_UsesCodeAlone()
    {
        var name = new JitDatabaseBuilder(_services, "orders").AddCandidateOptions<FakeOptions>(
            "Fake", (_, _) => throw new InvalidOperationException(), options => options.Region = "eu-west-1");
        using var provider = _services.BuildServiceProvider();

        provider.GetRequiredService<IOptionsMonitor<FakeOptions>>().Get(name).Region.ShouldBe("eu-west-1");
    }

    public sealed class FakeOptions
    {
        public string? Region { get; set; }

        public string? Profile { get; set; }
    }
}
