using JitAccess.Vault.Auth;
using JitAccess.Vault.Http;
using JitAccess.Vault.Internal;
using JitAccess.Vault.Sessions;
using Microsoft.Extensions.Logging;

namespace JitAccess.Vault;

/// <summary>Leases database users from the database secrets engine of Vault or OpenBao, or reads the password of a static role.</summary>
/// <remarks>
/// It sends each request once and remembers no credential: the engine does both. It logs in when it must, and holds the session: a lease ends
/// with the token that created it, so a credential never outlives that token. Disposing it revokes the tokens that it logged in for.
/// </remarks>
public sealed class VaultCredentialProvider : IJitLeaseProvider, IAsyncDisposable, IDisposable
{
    private readonly VaultMetrics _metrics;
    private readonly VaultClient _client;
    private readonly VaultSessions _sessions;
    private readonly DynamicRole _dynamic;
    private readonly StaticRole _static;
    private readonly VaultRefusalDiagnosis _diagnosis;
    private readonly Lazy<Task> _disposal;

    /// <summary>Initializes a provider; it connects to nothing until it is asked.</summary>
    /// <param name="options">The settings; do not change them afterwards.</param>
    /// <param name="runtime">Clock, logs and meters; <see langword="null"/> for the defaults.</param>
    /// <exception cref="JitConfigurationException">The settings are invalid.</exception>
    public VaultCredentialProvider(VaultOptions options, JitRuntime? runtime = null)
        : this(Checked(options), runtime ?? new JitRuntime(), new DisposalLimit())
    {
    }

    /// <summary>Initializes a provider by options that the container, or the public constructor, has validated.</summary>
    internal VaultCredentialProvider(VaultOptions options, JitRuntime runtime, DisposalLimit disposalLimit)
    {
        var time = runtime.TimeProvider;
        var logger = runtime.LoggerFactory.CreateLogger<VaultCredentialProvider>();
        _metrics = new VaultMetrics(runtime.MeterFactory);
        var lost = new LostAnswers(_metrics, time, logger);
        _client = new VaultClient(options, time, lost);
        var tokens = new TokenCalls(_client, VaultLogins.NamespaceOf(options));
        _sessions = new VaultSessions(VaultLogins.Create(options, _client, tokens, time, logger), tokens, disposalLimit, time, logger);
        _dynamic = new DynamicRole(options, _client, _sessions, lost, time, logger);
        _static = new StaticRole(options, _client, _sessions);
        _diagnosis = new VaultRefusalDiagnosis(options);
        Identity = new VaultIdentity(options);
        RotatesUserName = options.Kind == VaultRoleKind.Dynamic;
        _disposal = new Lazy<Task>(DisposeCoreAsync);
    }

    /// <inheritdoc />
    public JitProviderIdentity Identity { get; }

    /// <inheritdoc />
    public JitCredentialScope Scope => JitCredentialScope.PerDatabase;

    /// <summary>Gets a value indicating whether the role is dynamic: each of its users has a name of its own.</summary>
    public bool RotatesUserName { get; }

    /// <inheritdoc />
    public JitPasswordExchange PasswordExchange => JitPasswordExchange.ScramSha256;

    /// <inheritdoc />
    public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(RotatesUserName ? _dynamic.MintAsync(request, cancellationToken) : _static.ReadAsync(request, cancellationToken));
    }

    /// <inheritdoc />
    public ValueTask<JitCredential> RenewAsync(JitCredential credential, JitCredentialRequest request, CancellationToken cancellationToken)
    {
        ThrowIfNoLease(credential);
        ArgumentNullException.ThrowIfNull(request);
        return new(_dynamic.RenewAsync(credential, request, cancellationToken));
    }

    /// <inheritdoc />
    public ValueTask<bool> IsLeaseAliveAsync(JitCredential credential, CancellationToken cancellationToken)
    {
        ThrowIfNoLease(credential);
        return new(_dynamic.IsAliveAsync(credential, cancellationToken));
    }

    /// <inheritdoc />
    public ValueTask RevokeAsync(JitCredential credential, CancellationToken cancellationToken)
    {
        ThrowIfNoLease(credential);
        return new(_dynamic.RevokeAsync(credential, cancellationToken));
    }

    /// <inheritdoc />
    public JitRefusalDiagnosis? Diagnose(JitLoginRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        _dynamic.TryGetFacts(refusal.Credential, out var facts);
        return _diagnosis.Create(refusal, facts);
    }

    /// <summary>Revokes the tokens that were obtained by a login, and with them what is left of their leases; within 5 seconds.</summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    /// <summary>Revokes the tokens that were obtained by a login; blocks until done.</summary>
    public void Dispose() => _disposal.Value.GetAwaiter().GetResult();

    private static VaultOptions Checked(VaultOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        VaultOptionsGuard.ThrowIfInvalid(options);
        return options;
    }

    private static void ThrowIfNoLease(JitCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (credential.Lease is null)
            throw new ArgumentException("The credential has no lease.", nameof(credential));
    }

    private async Task DisposeCoreAsync()
    {
        await _sessions.DisposeAsync().ConfigureAwait(false);
        _client.Dispose();
        _metrics.Dispose();
    }
}
