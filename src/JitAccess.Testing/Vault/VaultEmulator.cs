using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using JitAccess.Testing.Internal;
using JitAccess.Testing.Internal.Vault;

namespace JitAccess.Testing;

/// <summary>A server that speaks the HTTP API of Vault's database secrets engine and makes real users in a real PostgreSQL.</summary>
/// <remarks>
/// Its answers are those recorded from a real server, and it refuses what that refuses. It keeps everything in memory, is administered by the
/// process that started it, and binds loopback or one named address: it is for tests and samples. Disposing it drops every user that it made.
/// </remarks>
public sealed class VaultEmulator : IAsyncDisposable
{
    // A database that does not answer must not hold up the end of a test run.
    private static readonly TimeSpan DisposalLimit = TimeSpan.FromSeconds(10);

    private readonly VaultState _state;
    private readonly RequestPipeline _pipeline;
    private readonly TestCertificateAuthority? _authority;
    private readonly X509Certificate2? _certificate;
    private readonly DirectoryInfo? _folder;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private VaultListener? _listener;
    private int _disposed;

    private VaultEmulator(VaultEmulatorOptions options)
    {
        _state = new VaultState(options);
        _pipeline = new RequestPipeline(_state);
        Root = new VaultEmulatorNamespace(_state, _state.Root);
        if (options.UsesPlainHttp)
            return;
        _authority = new TestCertificateAuthority();
        var (certificate, key) = _authority.IssueServerCertificate(["localhost", options.ListenAddress.ToString(), .. options.ServerNames]);
        using (var pem = X509Certificate2.CreateFromPem(certificate, key))
            _certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null); // Windows takes no key from PEM
        _folder = Directory.CreateTempSubdirectory("jitaccess-vault-");
        RootCertificatePath = Path.Combine(_folder.FullName, "root.pem");
        File.WriteAllText(RootCertificatePath, _authority.CertificatePem);
    }

    /// <summary>Gets the address that clients use; it stays the same for the emulator's life.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Gets the file with the certificate of the authority that the server's own is from; <see langword="null"/> with plain HTTP.</summary>
    public string? RootCertificatePath { get; }

    /// <summary>Gets that certificate as PEM; <see langword="null"/> with plain HTTP.</summary>
    public string? CertificatePem => _authority?.CertificatePem;

    /// <summary>Gets the root namespace: mounts, policies, tokens and login methods are set up there.</summary>
    public VaultEmulatorNamespace Root { get; }

    /// <summary>Gets what can be made to go wrong.</summary>
    public VaultEmulatorFaults Faults => _state.Faults;

    /// <summary>Gets or sets the agent that answers in the server's place, with its cache.</summary>
    /// <value>The default is <see langword="null"/>: clients talk to the server itself.</value>
    public VaultEmulatorAgent? Agent
    {
        get => _state.Agent;
        set => _state.Agent = value;
    }

    /// <summary>Gets the requests that were answered, the oldest first.</summary>
    public IReadOnlyList<VaultEmulatorRequest> Requests => _pipeline.Log.All;

    /// <summary>Gets the leases that live, or whose users could not be dropped yet.</summary>
    public IReadOnlyList<VaultEmulatorLease> Leases =>
        [.. _state.Leases.All.Select(static l => new VaultEmulatorLease(l.Path, l.UserName, l.IssuedAt, l.ExpiresAt, l.LastRenewedAt, l.IsIrrevocable))];

    /// <summary>Gets how many database users were made.</summary>
    public int RolesCreated => _state.RolesCreated;

    /// <summary>Gets how many database users were dropped.</summary>
    public int RolesDropped => _state.RolesDropped;

    /// <summary>Starts an emulator; it answers when this returns.</summary>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException"><see cref="VaultEmulatorOptions.ListenAddress"/> is "any", or clients have to show certificates over plain HTTP.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<VaultEmulator> StartAsync(VaultEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new VaultEmulatorOptions();
        if (options.ListenAddress.Equals(IPAddress.Any) || options.ListenAddress.Equals(IPAddress.IPv6Any) || options.ListenAddress.Equals(IPAddress.Any.MapToIPv6()))
            throw new ArgumentException(
                $"{nameof(VaultEmulatorOptions.ListenAddress)} is {options.ListenAddress}, which every network reaches. Passwords are handed out here: " +
                "name loopback, or the one address that the container's network uses.", nameof(options));

        if (options is { UsesPlainHttp: true, ClientAuthority: not null })
            throw new ArgumentException(
                $"{nameof(VaultEmulatorOptions.ClientAuthority)} is set, and so is {nameof(VaultEmulatorOptions.UsesPlainHttp)}; certificates are shown " +
                "inside TLS only. Remove one of them.", nameof(options));

        var emulator = new VaultEmulator(options);
        try
        {
            await emulator.ListenAsync(options.Port, cancellationToken).ConfigureAwait(false);
            Log.VaultStarted(emulator._state.Logger, emulator.Address);
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes a namespace; a parent must exist. There are none unless <see cref="VaultEmulatorOptions.HasNamespaces"/> is set.</summary>
    /// <param name="path">Its path, such as <c>team-a</c> or <c>team-a/dev</c>.</param>
    /// <exception cref="InvalidOperationException">The server has no namespaces.</exception>
    /// <exception cref="ArgumentException">It exists, or its parent does not.</exception>
    public VaultEmulatorNamespace CreateNamespace(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!_state.Options.HasNamespaces)
            throw new InvalidOperationException($"This server has no namespaces; set {nameof(VaultEmulatorOptions)}.{nameof(VaultEmulatorOptions.HasNamespaces)}.");
        return new VaultEmulatorNamespace(_state, _state.AddNamespace(path.Trim('/') + "/"));
    }

    /// <summary>Takes the server down: connections break, new ones are refused, nothing expires. What it knows survives, as in its storage.</summary>
    public async Task StopListeningAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            _state.Faults.IsDown = true;
            if (_listener is { } listener)
                await listener.DisposeAsync().ConfigureAwait(false);
            _listener = null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Starts the server again on the same port; what has expired meanwhile is revoked.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">Somebody has taken the port.</exception>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_listener is null)
                await ListenAsync(Address.Port, cancellationToken).ConfigureAwait(false);
            _state.Faults.IsDown = false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops the server and drops every user that it made; within ten seconds, whatever the database does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (_listener is { } listener)
            await listener.DisposeAsync().ConfigureAwait(false);
        await _state.Work.StopAsync(DisposalLimit / 2, TimeProvider.System).ConfigureAwait(false);
        try
        {
            await _state.Leases.DrainAsync().WaitAsync(DisposalLimit / 2, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.VaultWorkFailed(_state.Logger, "the database did not answer while leases were revoked");
        }

        _certificate?.Dispose();
        _authority?.Dispose();
        _folder?.Delete(recursive: true);
        if (Address is not null)
            Log.VaultStopped(_state.Logger, Address);
    }

    private async Task ListenAsync(int port, CancellationToken cancellationToken)
    {
        var endpoint = new IPEndPoint(_state.Options.ListenAddress, port);
        _listener = await VaultListener.StartAsync(
            endpoint, _certificate, _state.Options.ClientAuthority, http => _pipeline.HandleAsync(http, Address), cancellationToken).ConfigureAwait(false);
        var host = endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{endpoint.Address}]" : endpoint.Address.ToString();
        Address = new Uri($"{(_certificate is null ? "http" : "https")}://{host}:{_listener.Port}/");
    }
}
