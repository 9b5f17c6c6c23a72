using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using DotNet.Testcontainers.Builders;
using JitAccess.ArchitectureTests;
using JitAccess.IntegrationTests;
using JitAccess.Testing;
using Npgsql;
using Testcontainers.PostgreSql;

namespace JitAccess.AspireTests.Stage;

/// <summary>Starts what the AppHost describes, in its order and with its variables, files and arguments, on a real PostgreSQL; Vault is the emulator.</summary>
public sealed class AppHostStage : IAsyncLifetime
{
    private const string Image = "postgres:17";
    private const string Superuser = "postgres";

    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
    private readonly Dictionary<(string Resource, string Endpoint), int> _ports = [];
    private readonly Dictionary<string, SampleProcess> _processes = [];
    private PostgreSqlContainer? _container;
    private NpgsqlDataSource? _administrator;
    private VaultEmulator? _vault;
    private string _vaultToken = "";
    private string _appRoleId = "";

    public string? Missing { get; private set; }

    internal VaultEmulator Vault => _vault!;

    internal string Delivery { get; } = (string)AppHost.Find<ProjectResource>("rds-iam").Environment["DESK_DELIVERY"];

    internal NpgsqlDataSource Administrator => _administrator!;

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        if (OperatingSystem.IsWindows() || !await ContainersAreThereAsync())
        {
            Missing = "no Docker engine answers, or this is Windows, where programs are not stopped by signals";
            return;
        }

        Directory.CreateDirectory(Delivery, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            await StartAsync("rds-iam", cancellationToken);
            await StartPostgresAsync(cancellationToken);
            await StartVaultAsync(cancellationToken);
            await StartAsync("vault-proxy", cancellationToken);
            await StartAsync("orders-rds-iam", cancellationToken);
            await StartAsync("orders-vault", cancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values.Reverse())
            await process.DisposeAsync();
        if (_vault is not null)
            await _vault.DisposeAsync();
        if (_administrator is not null)
            await _administrator.DisposeAsync();
        if (_container is not null)
            await _container.DisposeAsync();
        if (Directory.Exists(Delivery))
            Directory.Delete(Delivery, recursive: true);
    }

    internal void Require()
    {
        const string Variable = "JITACCESS_REQUIRE_CONTAINERS";
        if (Missing is null)
            return;
        if (Environment.GetEnvironmentVariable(Variable) == "1")
            Assert.Fail($"{Variable}=1, but {Missing}");
        Assert.Skip(Missing);
    }

    internal Uri Address(string resource, string endpoint = "http") =>
        new($"{AppHost.Find<ProjectResource>(resource).Endpoints[endpoint].Scheme}://localhost:{Port(resource, endpoint)}");

    internal SampleProcess Launch(ProjectResource project)
    {
        var variables = Variables(project).ToDictionary();
        foreach (var (name, endpoint) in project.Endpoints)
            if (endpoint.Variable is { } variable)
                variables[variable] = Port(project.Name, name).ToString(CultureInfo.InvariantCulture);
            else
                variables["ASPNETCORE_URLS"] = Address(project.Name, name).ToString(); // as Aspire tells an ASP.NET Core project
        return SampleProcess.Start(Path.GetFileNameWithoutExtension(project.ProjectPath), project.Arguments, variables);
    }

    private static async Task<bool> ContainersAreThereAsync()
    {
        try
        {
            await using var probe = new PostgreSqlBuilder(Image).Build();
            return true;
        }
        catch (DockerUnavailableException)
        {
            return false;
        }
    }

    private async Task StartAsync(string name, CancellationToken cancellationToken)
    {
        var project = AppHost.Find<ProjectResource>(name);
        _processes[name] = Launch(project);
        await _processes[name].WaitAsync(new Uri(Address(name), project.HealthPath), cancellationToken);
    }

    private async Task StartPostgresAsync(CancellationToken cancellationToken)
    {
        var server = AppHost.Find<PostgresServerResource>("pg");
        var builder = new PostgreSqlBuilder(Image).WithUsername(Superuser).WithPassword(_password).WithDatabase((string)server.Environment["POSTGRES_DB"]);
        foreach (var argument in server.RuntimeArguments)
            builder = argument.Split('=', ':') is ["--add-host", var host, var address] ? builder.WithExtraHost(host, address) : throw new NotSupportedException(argument);
        foreach (var (folder, source) in server.Files)
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, AppHost.Folder, source)))
                builder = builder.WithResourceMapping(await File.ReadAllBytesAsync(file, cancellationToken), $"{folder}/{Path.GetFileName(file)}");
        _container = builder.Build();
        await _container.StartAsync(cancellationToken);
        var administrator = new NpgsqlDataSourceBuilder(
            $"Host=localhost;Port={PostgresPort};Database=orders;Username={Superuser};SSL Mode=VerifyFull;Root Certificate={Path.Combine(Delivery, "postgres-root.crt")}");
        administrator.UsePasswordProvider(_ => _password, (_, _) => new(_password));
        _administrator = administrator.Build();
    }

    [UnsupportedOSPlatform("windows")]
    private async Task StartVaultAsync(CancellationToken cancellationToken)
    {
        _vault = await VaultEmulator.StartAsync(new() { UsesPlainHttp = true }, cancellationToken);
        _vaultToken = _vault.Root.CreateToken(new() { Policies = { "root" } }).RevealValue();
        var script = await VaultScript.RunAsync(Variables(AppHost.Find<ContainerResource>("vault-init")), cancellationToken);
        var connection = script.Written("database/config/orders");
        connection["connection_url"].ShouldBe([$"postgresql://{{{{username}}}}:{{{{password}}}}@localhost:{PostgresPort}/orders?sslmode=require"]);
        (connection["username"].Single(), connection["password"].Single()).ShouldBe((Superuser, _password));
        script.Written("auth/approle/role/orders/role-id").Contains("role_id").ShouldBeTrue();
        _appRoleId = script.SetUp(_vault.Root, Administrator).RoleId("orders"); // the emulator chooses it, a real Vault is told
    }

    private int PostgresPort => _container!.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort);

    private Dictionary<string, string> Variables(Resource resource) => resource.Environment.ToDictionary(v => v.Key, v => Values.Text(v.Value, Resolve));

    private string Resolve(object reference) => reference switch
    {
        EndpointReference { Owner.Name: "vault" } => Vault.Address.ToString().TrimEnd('/'),
        EndpointReference endpoint => Address(endpoint.Owner.Name, endpoint.EndpointName).ToString().TrimEnd('/'),
        EndpointReferenceExpression { Owner.Name: "pg", Property: "Host" } => "localhost",
        EndpointReferenceExpression { Owner.Name: "pg", Property: "Port" } => PostgresPort.ToString(CultureInfo.InvariantCulture),
        EndpointReferenceExpression { Owner.Name: "pg", Property: "UserName" } => Superuser,
        ParameterResource { Name: "pg-password" } => _password,
        ParameterResource { Name: "vault-root-token" } => _vaultToken,
        ParameterResource { Name: "orders-app-role-id" } => _appRoleId,
        _ => throw new NotSupportedException($"{reference}"),
    };

    private int Port(string resource, string endpoint)
    {
        if (!_ports.TryGetValue((resource, endpoint), out var port))
            port = _ports[(resource, endpoint)] = UnassignedPort.Choose();
        return port;
    }
}
