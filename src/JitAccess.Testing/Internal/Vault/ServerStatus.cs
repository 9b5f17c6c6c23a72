using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>What a node tells of itself to anybody, sealed or not.</summary>
internal sealed class ServerStatus(VaultState state)
{
    private const string Version = "1.8.0-dev";

    private bool IsStandby => state.Faults.Standby != VaultEmulatorStandby.Active || state.Faults.IsSealed;

    public VaultReply? TryAnswer(string path, IQueryCollection query, Uri address) => path switch
    {
        "sys/health" => Health(query),
        "sys/seal-status" => new VaultReply(200, SealStatus()),
        "sys/leader" => new VaultReply(200, Leader(address)),
        _ => null,
    };

    private VaultReply Health(IQueryCollection query)
    {
        var faults = state.Faults;
        var status = faults.IsSealed ? Code("sealedcode", 503)
            : IsStandby ? IsSet("standbyok") ? Code("activecode", 200) : Code("standbycode", 429)
            : Code("activecode", 200);
        var replication = IsStandby ? "unknown" : "disabled";
        var body = new JsonObject
        {
            ["initialized"] = true,
            ["sealed"] = faults.IsSealed,
            ["standby"] = IsStandby,
            ["performance_standby"] = false,
            ["replication_performance_mode"] = replication,
            ["replication_dr_mode"] = replication,
            ["server_time_utc"] = state.Now.ToUnixTimeSeconds(),
            ["version"] = Version,
        };
        if (!faults.IsSealed)
        {
            body["cluster_name"] = state.ClusterName;
            body["cluster_id"] = state.ClusterId;
        }

        return new VaultReply(faults.HealthStatus ?? status, body);

        bool IsSet(string name) => query.TryGetValue(name, out var value) && value != "false";

        int Code(string name, int fallback) =>
            query.TryGetValue(name, out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : fallback;
    }

    private JsonObject SealStatus()
    {
        var body = new JsonObject
        {
            ["type"] = "shamir",
            ["initialized"] = true,
            ["sealed"] = state.Faults.IsSealed,
            ["t"] = 1,
            ["n"] = 1,
            ["progress"] = 0,
            ["nonce"] = "",
            ["version"] = Version,
            ["migration"] = false,
            ["recovery_seal"] = false,
            ["storage_type"] = "inmem",
        };
        if (!state.Faults.IsSealed)
        {
            body["cluster_name"] = state.ClusterName;
            body["cluster_id"] = state.ClusterId;
        }

        return body;
    }

    private JsonObject Leader(Uri address) => new()
    {
        ["ha_enabled"] = true,
        ["is_self"] = !IsStandby,
        ["active_time"] = "0001-01-01T00:00:00Z",
        ["leader_address"] = (state.Faults.LeaderAddress ?? address).GetLeftPart(UriPartial.Authority),
        ["leader_cluster_address"] = "",
        ["performance_standby"] = false,
        ["performance_standby_last_remote_wal"] = 0,
    };
}
