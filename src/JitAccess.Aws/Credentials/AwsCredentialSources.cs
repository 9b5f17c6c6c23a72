using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitAccess.Aws.Credentials;

/// <summary>The credential sources of a container: one for each identity, however many databases it logs in to.</summary>
/// <remarks>Tokens that live differently long ask for credentials of different length, so they do not share.</remarks>
internal sealed class AwsCredentialSources(TimeProvider timeProvider, ILoggerFactory? loggerFactory = null)
{
    private readonly ConcurrentDictionary<Key, AwsCredentialSource> _sources = new();
    private readonly AwsClock _clock = new(timeProvider, (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<AwsClock>());

    public TimeProvider TimeProvider { get; } = timeProvider;

    public AwsCredentialSource Get(AwsCredentialOrigin origin, TimeSpan tokenLifetime, bool allowConfiguredEndpointUrls) =>
        _sources.GetOrAdd(
            new Key(origin.Kind, origin.Profile, origin.Instance, tokenLifetime, allowConfiguredEndpointUrls),
            _ => new AwsCredentialSource(origin, tokenLifetime, allowConfiguredEndpointUrls, TimeProvider, _clock));

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
