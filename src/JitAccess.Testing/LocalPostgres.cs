using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using JitAccess.Testing.Internal;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitAccess.Testing;

/// <summary>A throw-away PostgreSQL from local programs, with TLS under an authority of its own and without <c>trust</c> anywhere.</summary>
/// <remarks>
/// It listens on loopback TCP only, keeps its files in a folder that only its account can read, and is gone with its owner: stopped and removed
/// when disposed, and by a guard when the owner is killed.
/// </remarks>
public sealed partial class LocalPostgres : IAsyncDisposable
{
    private const string Superuser = "jitaccess_admin";
    private const int PortAttempts = 5;

    private readonly string _bin;
    private readonly ClusterFolder _folder;
    private readonly LocalPostgresOptions _options;
    private readonly ILogger _logger;
    private readonly TestCertificateAuthority _authority = new();
    private readonly string _password;
    private ClusterGuard? _guard;
    private HeldPort? _port; // also between a stop and the next start
    private int _disposed;

    private LocalPostgres(string bin, ClusterFolder folder, LocalPostgresOptions options)
    {
        _bin = bin;
        _folder = folder;
        _options = options;
        _logger = options.LoggerFactory.CreateLogger<LocalPostgres>();
        _password = options.Primary?._password ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)); // roles are copied with the rest
    }

    /// <summary>Gets a value indicating whether programs of a PostgreSQL server are there, so that a test may skip itself where they are not.</summary>
    /// <remarks>A variable <c>JITACCESS_POSTGRES_BIN</c> counts even if it is wrong: the start then says so, where a skipped test would hide it.</remarks>
    public static bool IsAvailable => PostgresBinaries.OfThisMachine().AreNamedOrFound;

    /// <summary>Gets the address that clients dial.</summary>
    public JitEndpoint Endpoint { get; private set; }

    /// <summary>Gets the file with the authority's certificate, for <c>Root Certificate</c>.</summary>
    public string RootCertificatePath => _folder.RootCertificate;

    /// <summary>Gets the folder of the cluster; its owner alone can read it.</summary>
    public string Directory => _folder.Root;

    /// <summary>Starts a PostgreSQL; it accepts logins when this returns.</summary>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the start; nothing is left behind.</param>
    /// <exception cref="LocalPostgresException">There are no server programs, or they failed; the message holds the server's last words.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="LocalPostgresOptions.Port"/> is no port.</exception>
    public static async Task<LocalPostgres> StartAsync(LocalPostgresOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalPostgresOptions();
        if (options.Port is < 0 or > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(LocalPostgresOptions.Port)} is {options.Port}; name one from 1 to 65535, or 0 for a free one.");
        var bin = PostgresBinaries.OfThisMachine().Find(options.BinDirectory);
        await SweepAsync(bin, options.ParentDirectory, cancellationToken).ConfigureAwait(false);

        var server = new LocalPostgres(bin, ClusterFolder.Create(options.ParentDirectory), options);
        try
        {
            await server.InitializeAsync(cancellationToken).ConfigureAwait(false);
            await server.StartOnFreePortAsync(cancellationToken).ConfigureAwait(false);
            Log.Started(server._logger, server.Endpoint, bin, server.Directory);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns a connection string without a password: <c>VerifyFull</c>, trusting this server's authority.</summary>
    /// <param name="database">The database.</param>
    /// <param name="userName">The user, or <see langword="null"/> to leave it out.</param>
    /// <param name="host">The host to dial; the default is <c>localhost</c>.</param>
    public string ConnectionString(string database, string? userName = null, string? host = null) => new NpgsqlConnectionStringBuilder
    {
        Host = host ?? "localhost",
        Port = Endpoint.Port,
        Database = database,
        Username = userName,
        SslMode = SslMode.VerifyFull,
        RootCertificate = RootCertificatePath,
    }.ConnectionString;

    /// <summary>Runs SQL as the superuser.</summary>
    /// <param name="sql">One or more statements.</param>
    /// <param name="database">The database; the default is <c>postgres</c>.</param>
    /// <param name="cancellationToken">Ends the statements.</param>
    public async Task ExecuteAsync(string sql, string database = "postgres", CancellationToken cancellationToken = default)
    {
        var dataSource = CreateSuperuserDataSource(database);
        await using (dataSource.ConfigureAwait(false))
        {
            var command = dataSource.CreateCommand(sql);
            await using (command.ConfigureAwait(false))
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns a data source of the superuser, for set-up and assertions.</summary>
    /// <param name="database">The database; the default is <c>postgres</c>.</param>
    public NpgsqlDataSource CreateSuperuserDataSource(string database = "postgres")
    {
        var builder = new NpgsqlDataSourceBuilder(ConnectionString(database, Superuser)) { Name = "superuser" };
        builder.ConnectionStringBuilder.Pooling = false;
        (builder.ConnectionStringBuilder.Timeout, builder.ConnectionStringBuilder.CommandTimeout) = (60, 60); // a busy machine is no reason to fail

        // Said outright, so that a PG* variable of the test's environment has no say.
        builder.ConnectionStringBuilder.GssEncryptionMode = GssEncryptionMode.Disable;
        builder.ConnectionStringBuilder.SslNegotiation = SslNegotiation.Postgres;
        builder.ConnectionStringBuilder.RequireAuth = "ScramSHA256";
        builder.ConnectionStringBuilder.TargetSessionAttributes = "any";
        builder.UsePasswordProvider(_ => _password, (_, _) => new(_password));
        return builder.Build();
    }

    /// <summary>Stops the server and starts it again on the same port; open sessions end.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LocalPostgresException">It did not stop, or did not start again.</exception>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await PgCtlAsync(["stop", "-m", "fast", "-w"], cancellationToken).ConfigureAwait(false);
        await StartOnAsync(Endpoint.Port, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts the server again as a hot standby: it answers queries and refuses to write, as a writer after a failover does.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>It follows nobody; its data are those it has. Open sessions end. <see cref="PromoteAsync"/> makes it a primary again.</remarks>
    /// <exception cref="LocalPostgresException">It did not stop, or did not start again.</exception>
    public async Task DemoteAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await PgCtlAsync(["stop", "-m", "fast", "-w"], cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(_folder.StandbySignal, "", cancellationToken).ConfigureAwait(false);
        await ServerAccount.GiveAsync(_folder.StandbySignal, cancellationToken).ConfigureAwait(false);
        await StartOnAsync(Endpoint.Port, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a standby the primary; open sessions stay open.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LocalPostgresException">It is no standby.</exception>
    public Task PromoteAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return PgCtlAsync(["promote", "-w"], cancellationToken);
    }

    /// <summary>Gives the server another certificate of the same authority; it serves the next connection.</summary>
    /// <param name="names">All names and addresses that it is valid for; <c>localhost</c> is not added.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task UseCertificateOnlyForAsync(IEnumerable<string> names, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await WriteCertificateAsync(names, cancellationToken).ConfigureAwait(false);
        await PgCtlAsync(["reload"], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the last lines of the server's log.</summary>
    /// <param name="lines">How many; the default is 20.</param>
    public string LogTail(int lines = 20)
    {
        if (!File.Exists(_folder.Log))
            return "";
        using var reader = new StreamReader(new FileStream(_folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return string.Join('\n', reader.ReadToEnd().Split('\n').TakeLast(lines));
    }

    /// <summary>Stops the server and removes its folder; sessions that are open end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await StopAsync(_bin, _folder, "fast", CancellationToken.None).ConfigureAwait(false);
        var isGone = _folder.Delete();
        _guard?.End(leaveTheRest: !isGone);
        _folder.Dispose();
        _authority.Dispose();
        _port?.Dispose();
        if (Endpoint.Port != 0) // it had started
            Log.Stopped(_logger, Endpoint);
    }

    private static async Task SweepAsync(string bin, string? parent, CancellationToken cancellationToken)
    {
        foreach (var folder in ClusterFolder.TakeAbandoned(parent))
            using (folder)
            {
                if (folder.HasPostmaster())
                    await StopAsync(bin, folder, "immediate", cancellationToken).ConfigureAwait(false);
                folder.Delete();
            }
    }

    private static Task StopAsync(string bin, ClusterFolder folder, string mode, CancellationToken cancellationToken) =>
        !System.IO.Directory.Exists(folder.Data)
            ? Task.CompletedTask
            : ProcessRunner.TryRunAsync(StopCommand(bin, folder, mode), Path.GetTempPath(), cancellationToken); // not running is fine too

    private static string[] StopCommand(string bin, ClusterFolder folder, string mode) =>
        ServerAccount.Wrap(Path.Combine(bin, "pg_ctl"), "-D", folder.Data, "stop", "-m", mode, "-w");

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await GiveFolderAsync(cancellationToken).ConfigureAwait(false);
        _guard = ClusterGuard.Start(_folder, StopCommand(_bin, _folder, "immediate"));
        await (_options.Primary is { } primary ? CopyAsync(primary, cancellationToken) : CreateAsync(cancellationToken)).ConfigureAwait(false);

        await File.WriteAllTextAsync(_folder.RootCertificate, _authority.CertificatePem, cancellationToken).ConfigureAwait(false);
        await WriteCertificateAsync(["localhost", "127.0.0.1", .. _options.ServerNames], cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(_folder.Data, "pg_hba.conf"), Hba(), cancellationToken).ConfigureAwait(false);
        await File.AppendAllTextAsync(Path.Combine(_folder.Data, "postgresql.conf"), Configuration(), cancellationToken).ConfigureAwait(false);
        await GiveFolderAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task GiveFolderAsync(CancellationToken cancellationToken) => ServerAccount.GiveAsync(_folder.Root, cancellationToken);

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(_folder.Root, "initial");
        await File.WriteAllTextAsync(passwordFile, _password, cancellationToken).ConfigureAwait(false);
        ServerAccount.Restrict(passwordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await GiveFolderAsync(cancellationToken).ConfigureAwait(false);
        await ProcessRunner.RunAsync(
            ServerAccount.Wrap(
                Path.Combine(_bin, "initdb"), "-D", _folder.Data, "-U", Superuser, "--pwfile", passwordFile, "-A", "scram-sha-256", "-E", "UTF8",
                "--locale=C", "--no-sync"),
            Path.GetTempPath(), cancellationToken).ConfigureAwait(false);
        File.Delete(passwordFile);
    }

    private async Task WriteCertificateAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var (certificate, key) = _authority.IssueServerCertificate(names);
        await File.WriteAllTextAsync(_folder.ServerCertificate, certificate, cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(_folder.ServerKey, key, cancellationToken).ConfigureAwait(false);
        ServerAccount.Restrict(_folder.ServerKey, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await ServerAccount.GiveAsync(_folder.ServerCertificate, cancellationToken).ConfigureAwait(false);
        await ServerAccount.GiveAsync(_folder.ServerKey, cancellationToken).ConfigureAwait(false);
    }

    private string Hba() => string.Join(
        '\n', [.. _options.HbaLines, $"hostssl all,replication {Superuser} 127.0.0.1/32 scram-sha-256", ""]);

    private string Configuration()
    {
        var text = new StringBuilder();
        Add("listen_addresses", "127.0.0.1");
        Add("unix_socket_directories", ""); // one way in; and the path of a socket may not be long
        Add("ssl", "on");
        Add("ssl_cert_file", _folder.ServerCertificate);
        Add("ssl_key_file", _folder.ServerKey);
        Add("fsync", "off"); // it is thrown away; a crash may lose it
        Add("full_page_writes", "off");
        Add("synchronous_commit", "off");
        foreach (var (name, value) in _options.Settings)
            Add(name, value);
        return text.ToString();

        void Add(string name, string value) =>
            text.Append(CultureInfo.InvariantCulture, $"{name} = '{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'\n");
    }

    private async Task StartOnFreePortAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            _port?.Dispose();
            _port = TakePort();
            var port = _port?.Number ?? _options.Port;
            try
            {
                await StartOnAsync(port, cancellationToken).ConfigureAwait(false);
                Endpoint = new JitEndpoint("127.0.0.1", port);
                return;
            }
            catch (LocalPostgresException) when (_options.Port == 0 && attempt < PortAttempts && PortWasTaken())
            {
                File.Delete(_folder.Log); // somebody was quicker; what comes next is told by its own words
            }
        }
    }

    private async Task StartOnAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            await PgCtlAsync(
                ["start", "-w", "-t", "120", "-l", _folder.Log, "-o", string.Create(CultureInfo.InvariantCulture, $"-p {port}")],
                cancellationToken).ConfigureAwait(false);
        }
        catch (LocalPostgresException e)
        {
            var what = PortWasTaken() ? $"Port {port} is in use; choose another, or 0 for a free one." : "PostgreSQL did not start.";
            throw new LocalPostgresException($"{what} Its last words: {LogTail()}", e);
        }
    }

    private bool PortWasTaken()
    {
        var words = LogTail();
        return words.Contains("could not bind", StringComparison.Ordinal) && !words.Contains("Permission denied", StringComparison.Ordinal);
    }

    private Task<string> PgCtlAsync(string[] arguments, CancellationToken cancellationToken) => ProcessRunner.RunAsync(
        ServerAccount.Wrap([Path.Combine(_bin, "pg_ctl"), "-D", _folder.Data, .. arguments]), Path.GetTempPath(), cancellationToken);

    private HeldPort? TakePort()
    {
        try
        {
            return HeldPort.Take(IPAddress.Loopback, _options.Port);
        }
        catch (SocketException) when (_options.Port != 0)
        {
            return null; // it is in use, as the server is about to say
        }
    }
}
