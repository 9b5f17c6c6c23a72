using System.Security.Cryptography;
using JitAccess.Testing.Internal;
using JitAccess.Testing.Internal.Aws;
using JitAccess.Testing.Internal.Http;
using Microsoft.Extensions.Logging;

namespace JitAccess.Testing;

/// <summary>Hands temporary AWS credentials to unmodified AWS clients, as the agent of EKS Pod Identity and the endpoint of ECS tasks do.</summary>
/// <remarks>
/// The client's environment holds no credential: <c>AWS_CONTAINER_CREDENTIALS_FULL_URI</c> is <see cref="CredentialsAddress"/>, and
/// <c>AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE</c> names the file whose content a request must show.
/// </remarks>
public sealed class PodIdentityEmulator : IAsyncDisposable
{
    private const string Name = "Pod Identity emulator";

    private readonly EmulatorSettings _settings;
    private readonly PodIdentityService _service;
    private readonly DirectoryInfo? _folder;
    private int _disposed;

    private PodIdentityEmulator(RdsIamKey key, PodIdentityEmulatorOptions options)
    {
        _settings = EmulatorSettings.Of("pod-identity", options, options.LoggerFactory.CreateLogger<PodIdentityEmulator>());
        _folder = options.AuthorizationTokenFile is null ? Directory.CreateTempSubdirectory("jitaccess-pod-identity-") : null;
        AuthorizationTokenFile = options.AuthorizationTokenFile ?? Path.Combine(_folder!.FullName, "token");
        _service = new PodIdentityService(key, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), options.CredentialLifetime, options.TimeProvider);
        Endpoint = EmulatorEndpoint.Create(_settings, _service);
    }

    /// <summary>Gets the file of the authorization token, for <c>AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE</c>.</summary>
    public string AuthorizationTokenFile { get; }

    /// <summary>Gets the address for <c>AWS_CONTAINER_CREDENTIALS_FULL_URI</c>.</summary>
    public Uri CredentialsAddress => new(Endpoint.Address, PodIdentityService.Path);

    /// <summary>Gets the server: it goes down and comes back, slows down and refuses.</summary>
    public EmulatorEndpoint Endpoint { get; }

    /// <summary>Starts an endpoint; it answers when this returns.</summary>
    /// <param name="key">The temporary credentials to hand out.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException">The key is a long-lived one, or <see cref="EmulatorOptions.ListenAddress"/> is "any".</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<PodIdentityEmulator> StartAsync(
        RdsIamKey key, PodIdentityEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        RefuseLongLived(key);
        options ??= new PodIdentityEmulatorOptions();
        var emulator = new PodIdentityEmulator(key, options);
        try
        {
            await emulator.WriteAuthorizationTokenAsync(cancellationToken).ConfigureAwait(false);
            await emulator.Endpoint.StartAsync(options.Port, cancellationToken).ConfigureAwait(false);
            Log.EmulatorStarted(emulator._settings.Logger, Name, emulator.Endpoint.Address.ToString());
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Hands out other credentials from now on, as after a role's sessions were revoked.</summary>
    /// <param name="key">The temporary credentials.</param>
    /// <exception cref="ArgumentException">The key is a long-lived one.</exception>
    public void Replace(RdsIamKey key)
    {
        RefuseLongLived(key);
        _service.Key = key;
    }

    /// <summary>Stops the endpoint, and removes the file of the authorization token.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await Endpoint.DisposeAsync().ConfigureAwait(false);
        _settings.Certificate?.Dispose();
        File.Delete(AuthorizationTokenFile);
        _folder?.Delete(recursive: true);
        Log.EmulatorStopped(_settings.Logger, Name);
    }

    private async Task WriteAuthorizationTokenAsync(CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var writer = new StreamWriter(AuthorizationTokenFile, options);
        await using (writer.ConfigureAwait(false))
            await writer.WriteAsync(_service.RevealAuthorizationToken().AsMemory(), cancellationToken).ConfigureAwait(false);
    }

    private static void RefuseLongLived(RdsIamKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!key.HasSessionToken)
            throw new ArgumentException("The key has no session token, and such an endpoint hands out temporary credentials only: RdsIamKey.Generate(withSessionToken: true).", nameof(key));
    }
}
