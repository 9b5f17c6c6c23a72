using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary><c>auth/token</c>: what a token can learn of itself and do with itself, and its children.</summary>
internal sealed class TokenMount(VaultState state) : Mount("auth/token/")
{
    public override Task<VaultReply> HandleAsync(VaultCall call, string rest)
    {
        var token = call.RequiredToken;
        switch (rest)
        {
            case "lookup-self":
                Require(call, VaultEmulatorCapabilities.Read);
                return Task.FromResult(VaultReply.Envelope(Describe(call, token)));
            case "renew-self":
                Require(call, VaultEmulatorCapabilities.Update);
                var ttl = state.Tokens.Renew(token, call.Body.Span("increment") ?? TimeSpan.Zero, out var warnings);
                return Task.FromResult(VaultReply.Envelope(auth: Auth(call.ClientToken, token, ttl), warnings: warnings));
            case "revoke-self":
                Require(call, VaultEmulatorCapabilities.Update);
                if (token.IsBatch)
                    throw new VaultRefusalException(400, "batch tokens cannot be revoked");
                state.Tokens.Revoke(token);
                return Task.FromResult(VaultReply.NoContent());
            case "create" or "create-orphan":
                Require(call, VaultEmulatorCapabilities.Update);
                return Task.FromResult(Create(call, token, call.Body.Flag("no_parent") == true || rest == "create-orphan"));
            default:
                throw Unsupported();
        }
    }

    public override bool NeedsSudo(VaultCall call, string rest) => rest == "create-orphan";

    /// <summary>The part of an answer that brings a token.</summary>
    public static JsonObject Auth(string token, TokenEntry entry, TimeSpan ttl) => new()
    {
        ["client_token"] = token,
        ["accessor"] = entry.Accessor,
        ["policies"] = Json.Texts(entry.Recipe.Policies),
        ["token_policies"] = Json.Texts(entry.Recipe.Policies),
        ["metadata"] = Json.Map(entry.Recipe.Metadata),
        ["lease_duration"] = (long)ttl.TotalSeconds,
        ["renewable"] = entry.Recipe.IsRenewable && entry.ExpiresAt is not null,
        ["entity_id"] = entry.Recipe.EntityId,
        ["token_type"] = entry.IsBatch ? "batch" : "service",
        ["orphan"] = entry.Recipe.Parent is null,
    };

    private VaultReply Create(VaultCall call, TokenEntry parent, bool isOrphan)
    {
        var body = call.Body;
        var isOperator = parent.IsRoot || PolicyRules.Of(parent, TokenPath(call)).HasFlag(VaultEmulatorCapabilities.Sudo);
        var period = body.Span("period") ?? TimeSpan.Zero;
        if (parent.IsBatch)
            throw new VaultRefusalException(400, "batch tokens cannot create more tokens");
        if (!isOperator && isOrphan)
            throw new VaultRefusalException(400, "root or sudo privileges required to create orphan token");
        if (!isOperator && period > TimeSpan.Zero)
            throw new VaultRefusalException(400, "root or sudo privileges required to create periodic token");
        var asked = body.List("policies");
        var omitsDefault = body.Flag("no_default_policy") == true;
        var policies = TokenRecipe.WithDefault(asked.Count > 0 ? asked : parent.Recipe.Policies.Where(p => !omitsDefault || p != "default"), omitsDefault);
        if (!isOperator && policies.Any(p => p != "default" && !parent.Recipe.Policies.Contains(p)))
            throw new VaultRefusalException(400, "child policies must be subset of parent");
        if (policies.Contains("root") && !parent.IsRoot)
            throw new VaultRefusalException(400, "root tokens may not be created without parent token being root");

        var type = body.Text("type") == "batch" ? VaultEmulatorTokenType.Batch : VaultEmulatorTokenType.Service;
        var (token, entry) = state.Tokens.Create(call.Namespace, new TokenRecipe
        {
            Policies = policies,
            DisplayName = body.Text("display_name") is { Length: > 0 } name ? "token-" + Clean(name) : "token",
            Path = "auth/token/create",
            Metadata = body["meta"] is JsonObject meta ? meta.ToDictionary(m => m.Key, m => meta.Text(m.Key) ?? "", StringComparer.Ordinal) : null,
            Terms = new LeaseTerms(body.Span("ttl") ?? TimeSpan.Zero, TimeSpan.Zero, period, body.Span("explicit_max_ttl") ?? TimeSpan.Zero),
            IsRenewable = body.Flag("renewable") != false && type == VaultEmulatorTokenType.Service,
            NumUses = body.Number("num_uses"),
            Type = type,
            Parent = isOrphan ? null : parent,
        });
        return VaultReply.Envelope(auth: Auth(token, entry, entry.CreationTtl));
    }

    private static string TokenPath(VaultCall call) => call.Namespace.Path[call.RequiredToken.Namespace.Path.Length..] + call.Path;

    private JsonObject Describe(VaultCall call, TokenEntry token)
    {
        var data = new JsonObject
        {
            ["accessor"] = token.Accessor,
            ["creation_time"] = token.IssuedAt.ToUnixTimeSeconds(),
            ["creation_ttl"] = (long)token.CreationTtl.TotalSeconds,
            ["display_name"] = token.Recipe.DisplayName,
            ["entity_id"] = token.Recipe.EntityId,
            ["expire_time"] = token.ExpiresAt is { } end ? Json.Time(end) : null,
            ["explicit_max_ttl"] = (long)token.Recipe.Terms.ExplicitMaxTtl.TotalSeconds,
            ["id"] = call.ClientToken,
            ["meta"] = Json.Map(token.Recipe.Metadata),
            ["num_uses"] = token.RemainingUses,
            ["orphan"] = token.Recipe.Parent is null,
            ["path"] = token.Recipe.Path,
            ["policies"] = Json.Texts(token.Recipe.Policies),
            ["ttl"] = token.ExpiresAt is { } e ? (long)(e - state.Now).TotalSeconds : 0,
            ["type"] = token.IsBatch ? "batch" : "service",
        };
        if (token.Recipe.Terms.Period > TimeSpan.Zero)
            data["period"] = (long)token.Recipe.Terms.Period.TotalSeconds;
        if (token.ExpiresAt is not null)
        {
            data["issue_time"] = Json.Time(token.IssuedAt);
            data["renewable"] = token.Recipe.IsRenewable;
        }

        if (token.LastRenewedAt is { } renewed)
        {
            data["last_renewal"] = Json.Time(renewed);
            data["last_renewal_time"] = renewed.ToUnixTimeSeconds();
        }

        return data;
    }

    private static string Clean(string name) => string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}
