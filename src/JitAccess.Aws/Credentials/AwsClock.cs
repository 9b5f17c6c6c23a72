using Amazon.Runtime;
using JitAccess.Aws.Internal;
using Microsoft.Extensions.Logging;

namespace JitAccess.Aws.Credentials;

/// <summary>Remembers how far this machine's clock was from that of AWS when AWS last answered, and warns once of a difference.</summary>
/// <remarks>The SDK measures at every answer of STS and Identity Center, and corrects its next request by the result without telling anybody.
/// The endpoints of instances and containers tell the machine's own time, and where its correction is switched off the SDK measures
/// nothing; <see cref="ClockSkew"/> then reads the refusals.</remarks>
internal sealed class AwsClock(TimeProvider timeProvider, ILogger logger)
{
    // A busy machine reads an answer late and seems ahead by that; AWS lets requests be off by minutes.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TimeSpan> _corrections = [];
    private volatile ClockDifference? _difference;

    /// <summary>Gets the last measured difference; <see langword="null"/> where there was none worth mentioning, or no measurement.</summary>
    public ClockDifference? Difference => _difference;

    /// <summary>Takes note of what the SDK has measured at the issuers of credentials that it was just asked for.</summary>
    public void Observe(AWSCredentials credentials)
    {
        foreach (var endpoint in IssuerEndpoints.Of(credentials))
            Observe(endpoint);
    }

    /// <summary>Takes note of what the SDK has measured at an endpoint.</summary>
    public void Observe(string endpoint) => Observe(endpoint, CorrectClockSkew.GetClockCorrectionForEndpoint(endpoint));

    private void Observe(string endpoint, TimeSpan correction)
    {
        lock (_gate)
        {
            // Every measurement differs by ticks; the same number again is an old one, which nothing confirms.
            if (correction == TimeSpan.Zero || _corrections.GetValueOrDefault(endpoint) == correction)
                return;

            _corrections[endpoint] = correction;
            var before = _difference;
            var now = timeProvider.GetUtcNow();
            _difference = correction.Duration() <= Tolerance ? null : new ClockDifference(-correction, now);
            if (_difference is { } difference && difference.Relation != before?.Relation)
                Log.ClockDiffers(logger, now, now + correction, difference.Size, difference.Relation);
            else if (_difference is null && before is not null)
                Log.ClockAgrees(logger);
        }
    }
}
