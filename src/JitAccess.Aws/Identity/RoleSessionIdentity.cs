using System.Runtime.CompilerServices;
using System.Text;

namespace JitAccess.Aws.Identity;

/// <summary>Which session of a role this package asks for, and all that changes which one it gets.</summary>
/// <remarks>What was given in code counts by reference: two delegates may bring tokens of different workloads.</remarks>
internal sealed record RoleSessionIdentity : JitProviderIdentity
{
    private readonly object? _instance;
    private readonly string _settings;

    /// <param name="providerName">The name on metrics and in logs.</param>
    /// <param name="role">The role, as its issuer names it.</param>
    /// <param name="settings">Everything else that changes the result; no secret.</param>
    /// <param name="instance">The delegate or object that was given in code, if any.</param>
    /// <param name="source">Who asks for the session, where that is another session or the SDK's credentials.</param>
    public RoleSessionIdentity(
        string providerName, string role, IEnumerable<string?> settings, object? instance = null, JitProviderIdentity? source = null)
        : base(providerName)
    {
        Role = role;
        _settings = string.Join('\n', settings);
        _instance = instance;
        Source = source;
    }

    public string Role { get; }

    public JitProviderIdentity? Source { get; }

    public bool Equals(RoleSessionIdentity? other) =>
        base.Equals(other) && Role == other.Role && _settings == other._settings && Equals(Source, other.Source)
        && ReferenceEquals(_instance, other._instance);

    public override int GetHashCode() => HashCode.Combine(
        base.GetHashCode(), Role, _settings, Source, _instance is null ? 0 : RuntimeHelpers.GetHashCode(_instance));

    protected override bool PrintMembers(StringBuilder builder)
    {
        base.PrintMembers(builder);
        builder.Append(", Role = ").Append(Role);
        if (Source is not null)
            builder.Append(", Source = ").Append(Source);
        return true;
    }
}
