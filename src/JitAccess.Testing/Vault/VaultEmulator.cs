using JitAccess.Testing.Internal;
using JitAccess.Testing.Internal.Http;
using JitAccess.Testing.Internal.Vault;

namespace JitAccess.Testing;

/// <summary>A server that speaks the HTTP API of Vault's database secrets engine and makes real users in a real PostgreSQL.</summary>
/// <remarks>
/// Its answers are those recorded from a real server, and it refuses what that refuses. It keeps everything in memory, is administered by the
/// process that started it, and binds loopback or one named address: it is for tests and samples. Disposing it drops every user that it made.
/// </remarks>
public sealed class VaultEmulator : IAsyncDisposable
{
    private readonly VaultState _state;
    private readonly RequestPipeline _pipeline;
    private readonly EmulatorCertificate? _certificate;
    private readonly EmulatorServer _server;
    private int _disposed;

    private VaultEmulator(VaultEmulatorOptions options)
    {
        _state = new VaultState(options);
        _pipeline = new RequestPipeline(_state);
        Root = new VaultEmulatorNamespace(_state, _state.Root);
        _certificate = EmulatorCertificate.For("vault", options.UsesPlainHttp, options.ListenAddress, options.ServerNames);
        _server = new EmulatorServer(
            options.ListenAddress, _certificate?.Certificate, http => _pipeline.HandleAsync(http, Address), isDown => _state.Faults.IsDown = isDown,
            options.ClientAuthority);
    }

    /// <summary>Gets the address that clients use; it stays the same for the emulator's life.</summary>
    public Uri Address => _server.Address;

    /// <summary>Gets the file with the certificate of the authority that the server's own is from; <see langword="null"/> with plain HTTP.</summary>
    public string? RootCertificatePath => _certificate?.RootPath;

    /// <summary>Gets that certificate as PEM; <see langword="null"/> with plain HTTP.</summary>
    public string? CertificatePem => _certificate?.RootPem;

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
        EmulatorServer.RefuseAny(options.ListenAddress, "Passwords are handed out here");

        if (options is { UsesPlainHttp: true, ClientAuthority: not null })
            throw new ArgumentException(
                $"{nameof(VaultEmulatorOptions.ClientAuthority)} is set, and so is {nameof(VaultEmulatorOptions.UsesPlainHttp)}; certificates are shown " +
                "inside TLS only. Remove one of them.", nameof(options));

        var emulator = new VaultEmulator(options);
        try
        {
            await emulator._server.StartAsync(options.Port, cancellationToken).ConfigureAwait(false);
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
    public Task StopListeningAsync() => _server.StopListeningAsync();

    /// <summary>Starts the server again on the same port; what has expired meanwhile is revoked.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">Somebody has taken the port.</exception>
    public Task ResumeAsync(CancellationToken cancellationToken = default) => _server.ResumeAsync(cancellationToken);

    /// <summary>Stops the server and drops every user that it made; within ten seconds, whatever the database does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _server.DisposeAsync().ConfigureAwait(false);
        var limit = _state.Options.DisposalLimit / 2;
        await _state.Work.StopAsync(limit, TimeProvider.System).ConfigureAwait(false);
        try
        {
            await _state.Leases.DrainAsync().WaitAsync(limit, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.VaultWorkFailed(_state.Logger, "the database did not answer while leases were revoked");
        }

        _certificate?.Dispose();
        if (Address is not null)
            Log.VaultStopped(_state.Logger, Address);
    }
}
