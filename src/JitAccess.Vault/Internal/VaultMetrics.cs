using System.Diagnostics.Metrics;

namespace JitAccess.Vault.Internal;

/// <summary>The instruments of this package, on the meter of the core.</summary>
internal sealed class VaultMetrics : IDisposable
{
    private readonly Meter? _own;
    private readonly Counter<long> _possibleOrphans;

    public VaultMetrics(IMeterFactory? factory)
    {
        _own = factory is null ? new Meter(JitAccessDiagnostics.MeterName) : null;
        var meter = factory?.Create(JitAccessDiagnostics.MeterName) ?? _own!;
        _possibleOrphans = meter.CreateCounter<long>(
            "jitaccess.vault.possible_orphans", "{user}", "Database users that may exist although the answer with their name was lost.");
    }

    public void PossibleOrphan(string database) => _possibleOrphans.Add(
        1, new("jitaccess.provider", VaultDefaults.ProviderName), new("jitaccess.database", database));

    public void Dispose() => _own?.Dispose();
}
