using Npgsql;

namespace JitAccess.Npgsql.Tests;

public class JitCredentialSourceTests
{
    private const string ConnectionString = "Host=orders.example.com;Database=orders;Username=orders_app";

    [Fact]
    public async Task UseJitCredentials_FixedName_ChecksTheBuilderAndAsksForNothing()
    {
        var provider = new FakeProvider();
        await using var source = new JitCredentialSource(provider);
        source.GetStatus().ShouldBeEmpty();
        var builder = new NpgsqlDataSourceBuilder(ConnectionString);

        builder.UseJitCredentials(source).ShouldBeSameAs(builder);

        await using var dataSource = builder.Build();
        dataSource.ConnectionString.ShouldContain("SSL Mode=VerifyFull");
        source.GetStatus().ShouldHaveSingleItem().State.ShouldBe(JitEngineState.Empty);
        provider.Calls.ShouldBe(0);
    }

    [Fact]
    public void Constructor_NameThatRotates_ThrowsAndNamesCreateAsync() =>
        Should.Throw<JitConfigurationException>(() => new JitCredentialSource(new FakeProvider { RotatesUserName = true }))
            .Message.ShouldContain("JitDatabase.CreateAsync");

    [Fact]
    public async Task UseJitCredentials_SecondBuilder_Throws()
    {
        await using var source = new JitCredentialSource(new FakeProvider());
        new NpgsqlDataSourceBuilder(ConnectionString).UseJitCredentials(source);

        Should.Throw<InvalidOperationException>(() => new NpgsqlDataSourceBuilder(ConnectionString).UseJitCredentials(source))
            .Message.ShouldContain("serves one data source");
    }

    [Fact]
    public async Task UseJitCredentials_RefusedSettings_LeavesTheSourceFree()
    {
        await using var source = new JitCredentialSource(new FakeProvider());

        Should.Throw<JitConfigurationException>(() => new NpgsqlDataSourceBuilder(ConnectionString + ";Password=canary").UseJitCredentials(source))
            .ToString().ShouldNotContain("canary");

        new NpgsqlDataSourceBuilder(ConnectionString).UseJitCredentials(source);
    }

    [Fact]
    public async Task UseJitCredentials_AfterDispose_Throws()
    {
        var source = new JitCredentialSource(new FakeProvider());
        await source.DisposeAsync();
        await source.DisposeAsync();

        Should.Throw<ObjectDisposedException>(() => new NpgsqlDataSourceBuilder(ConnectionString).UseJitCredentials(source));
    }
}
