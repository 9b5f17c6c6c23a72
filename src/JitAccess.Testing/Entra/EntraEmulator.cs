using JitAccess.Testing.Internal;
using JitAccess.Testing.Internal.Entra;
using JitAccess.Testing.Internal.Http;
using Microsoft.Extensions.Logging;

namespace JitAccess.Testing;

/// <summary>A tenant such as Entra's: an OpenID Connect issuer whose tokens AWS verifies by its published keys.</summary>
/// <remarks>
/// It keeps everything in memory, is administered by the process that started it, and binds loopback or one named address: it is for tests and
/// samples. Whoever holds the emulator can sign anything with its keys; they are good for nothing anywhere else.
/// </remarks>
public sealed class EntraEmulator : IAsyncDisposable
{
    private const string Name = "Entra emulator";

    private readonly EntraState _state;
    private readonly EmulatorSettings _settings;
    private int _disposed;

    private EntraEmulator(EntraEmulatorOptions options)
    {
        _settings = EmulatorSettings.Of("entra", options, options.LoggerFactory.CreateLogger<EntraEmulator>());
        _state = new EntraState(options.TenantId, options.TimeProvider);
        Endpoint = EmulatorEndpoint.Create(_settings, new EntraService(_state));
    }

    /// <summary>Gets the tenant.</summary>
    public Guid TenantId => _state.TenantId;

    /// <summary>Gets the issuer as its tokens name it; discovery is below it.</summary>
    public Uri Issuer => new(_state.Issuer);

    /// <summary>Gets the server, whose operations are <c>Discovery</c>, <c>Keys</c>, <c>Token</c> and <c>FederationMetadata</c>.</summary>
    public EmulatorEndpoint Endpoint { get; }

    /// <summary>Gets the file with the certificate of the authority that the server's own is from; <see langword="null"/> with plain HTTP.</summary>
    public string? RootCertificatePath => _settings.Certificate?.RootPath;

    /// <summary>Gets that certificate as PEM; <see langword="null"/> with plain HTTP.</summary>
    public string? CertificatePem => _settings.Certificate?.RootPem;

    /// <summary>Starts an emulator; it answers when this returns.</summary>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException"><see cref="EmulatorOptions.ListenAddress"/> is "any".</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<EntraEmulator> StartAsync(EntraEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EntraEmulatorOptions();
        var emulator = new EntraEmulator(options);
        try
        {
            await emulator.Endpoint.StartAsync(options.Port, cancellationToken).ConfigureAwait(false);
            emulator._state.Address = emulator.Endpoint.Address;
            Log.EmulatorStarted(emulator._settings.Logger, Name, emulator.Endpoint.Address.AbsoluteUri);
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Registers an application, or changes it.</summary>
    /// <param name="clientId">Its client id.</param>
    /// <param name="application">What it is like.</param>
    /// <exception cref="ArgumentException">The issuer of a federated credential is neither https nor on loopback.</exception>
    public void WriteApplication(Guid clientId, EntraEmulatorApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        _state.Write(clientId, application);
    }

    /// <summary>Creates an application that people sign in to by SAML, with one certificate that is active.</summary>
    /// <param name="applicationId">Its id.</param>
    /// <exception cref="ArgumentException">It exists.</exception>
    public EntraEmulatorSamlApplication CreateSamlApplication(Guid applicationId) => new(_state.CreateSamlApplication(applicationId));

    /// <summary>Signs a token with the current key.</summary>
    /// <param name="token">What it says.</param>
    public string CreateToken(EntraEmulatorToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return _state.CreateToken(token);
    }

    /// <summary>Signs with a new key from now on; those before it stay published.</summary>
    public void RotateTokenKey() => _state.Keys.Rotate();

    /// <summary>Publishes the current key only: what was signed with those before it is worthless to whoever asks for keys again.</summary>
    public void RetireTokenKeys() => _state.Keys.RetireOld();

    /// <summary>Stops the server and drops its keys.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await Endpoint.DisposeAsync().ConfigureAwait(false);
        _state.Dispose();
        _settings.Certificate?.Dispose();
        Log.EmulatorStopped(_settings.Logger, Name);
    }
}
