using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using JitAccess.Aws.Identity;
using JitAccess.Aws.Internal;
using JitAccess.Aws.Permissions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitAccess.Aws.Credentials;

/// <summary>The credential sources of a container: one for each identity, however many databases it logs in to.</summary>
/// <remarks>Tokens that live differently long ask for credentials of different length, so they do not share.</remarks>
internal sealed class AwsCredentialSources : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<Key, AwsCredentialSource> _sources = new();
    private readonly ConcurrentDictionary<RoleSessionIdentity, Lazy<RoleSessionSource>> _sessions = new();
    private readonly ConcurrentBag<IAsyncDisposable> _owned = [];
    private readonly JitRuntime _runtime;
    private readonly Lazy<AwsHttp> _http;
    private readonly PermissionMaps _permissionMaps;

    public AwsCredentialSources(JitRuntime runtime)
    {
        _runtime = runtime;
        _http = new(() => new AwsHttp(RequestTimeout));
        Clock = new AwsClock(runtime.TimeProvider, runtime.LoggerFactory.CreateLogger<AwsClock>());
        _permissionMaps = new PermissionMaps(runtime.LoggerFactory);
    }

    public AwsCredentialSources(TimeProvider timeProvider, ILoggerFactory? loggerFactory = null)
        : this(new JitRuntime { TimeProvider = timeProvider, LoggerFactory = loggerFactory ?? NullLoggerFactory.Instance })
    {
    }

    public TimeProvider TimeProvider => _runtime.TimeProvider;

    public ILoggerFactory LoggerFactory => _runtime.LoggerFactory;

    public AwsClock Clock { get; }

    /// <summary>Gets a value indicating whether this is a developer's machine.</summary>
    public bool IsDevelopment { get; init; } = DevelopmentEnvironment.IsNamed;

    /// <summary>Gets when sessions are refreshed; <see langword="null"/> for the defaults.</summary>
    public JitRefreshOptions? SessionRefresh { get; init; }

    /// <summary>Gets how long a request to AWS or Entra ID may take, by the machine's clock.</summary>
    public TimeSpan RequestTimeout { get; init; } = AwsHttp.DefaultTimeout;

    public IEnumerable<RoleSessionSource> Sessions => _sessions.Values.Select(static s => s.Value);

    public AwsHttp Http => _http.Value;

    public AwsCredentialSource Get(AwsCredentialOrigin origin, TimeSpan tokenLifetime, bool allowConfiguredEndpointUrls) =>
        _sources.GetOrAdd(
            new Key(origin.Kind, origin.Profile, origin.Instance, tokenLifetime, allowConfiguredEndpointUrls),
            _ => new AwsCredentialSource(origin, tokenLifetime, allowConfiguredEndpointUrls, TimeProvider, Clock));

    /// <summary>Returns the source of a role's sessions: one for each identity, whoever asks.</summary>
    public RoleSessionSource Get(RoleSessionIdentity identity, Func<RoleSessionIssuer> createIssuer) =>
        _sessions.GetOrAdd(identity, _ => new(() => new RoleSessionSource(createIssuer(), SessionRefresh, _runtime, Clock))).Value;

    /// <summary>Returns what asks the permission map of the options; nothing where there is none.</summary>
    /// <exception cref="JitConfigurationException">The map can't be used.</exception>
    public PermissionGuard? Permissions(AwsIdentityOptions options, RoleSessionIdentity? session) => options.PermissionMap is not { } path ? null : new PermissionGuard(
        _permissionMaps.Get(path), SigningRole.NameOf(session!.Role), new AccessReason(options.Reason, options.ReasonDelegate),
        LoggerFactory.CreateLogger(JitAccessDiagnostics.AuditCategory));

    /// <summary>Disposes something with this.</summary>
    public T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned)
            await owned.DisposeAsync().ConfigureAwait(false);
        foreach (var session in Sessions)
            await session.DisposeAsync().ConfigureAwait(false);
        if (_http.IsValueCreated)
            _http.Value.Dispose();
    }

    // A container that is disposed without waiting insists on it; ending a refresh waits for nothing but the network to let go.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private sealed record Key(
        AwsCredentialOriginKind Kind, string? Profile, AWSCredentials? Instance, TimeSpan TokenLifetime, bool AllowConfiguredEndpointUrls)
    {
        // By reference, as in AwsIdentity: the SDK compares some of its objects by their keys.
        public bool Equals(Key? other) =>
            other is not null && Kind == other.Kind && Profile == other.Profile && ReferenceEquals(Instance, other.Instance)
            && TokenLifetime == other.TokenLifetime && AllowConfiguredEndpointUrls == other.AllowConfiguredEndpointUrls;

        public override int GetHashCode() => HashCode.Combine(
            Kind, Profile, Instance is null ? 0 : RuntimeHelpers.GetHashCode(Instance), TokenLifetime, AllowConfiguredEndpointUrls);

        // The generated one would print the credentials.
        public override string ToString() => $"{Kind} {Profile}";
    }
}
