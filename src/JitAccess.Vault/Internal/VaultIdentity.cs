using System.Runtime.CompilerServices;
using System.Text;

namespace JitAccess.Vault.Internal;

/// <summary>Which Vault mints, and as whom it is asked.</summary>
/// <remarks>What was given in code counts by reference: two delegates may log in as different entities.</remarks>
internal sealed record VaultIdentity : JitProviderIdentity
{
    private readonly object? _instance;

    public VaultIdentity(VaultOptions options)
        : base(VaultDefaults.ProviderName)
    {
        var auth = options.Auth;
        Address = VaultAddress.Parse(options.Address!);
        Namespace = options.Namespace;
        Mount = options.Mount;
        Role = options.Role!;
        Kind = options.Kind;
        Login = string.Join(' ', ((string?[])
        [
            auth.Method.ToString(), auth.Mount, auth.Namespace, auth.Role, auth.RoleId, auth.Audience, auth.TokenFile, auth.SecretIdFile,
            auth.ServerId, auth.Region, auth.StsEndpoint,
        ]).Where(static part => part is not null));
        _instance = auth.Method switch
        {
            VaultAuthMethod.Token => auth.Token,
            VaultAuthMethod.AppRole => auth.SecretId,
            VaultAuthMethod.Jwt => auth.Jwt,
            VaultAuthMethod.AwsIam => auth.AwsCredentials,
            _ => null,
        };
    }

    public Uri Address { get; }

    public string? Namespace { get; }

    public string Mount { get; }

    public string Role { get; }

    public VaultRoleKind Kind { get; }

    /// <summary>Gets the auth method and what selects the entity; no secret.</summary>
    public string Login { get; }

    public bool Equals(VaultIdentity? other) =>
        base.Equals(other) && Address == other.Address && Namespace == other.Namespace && Mount == other.Mount && Role == other.Role
        && Kind == other.Kind && Login == other.Login && ReferenceEquals(_instance, other._instance);

    public override int GetHashCode() => HashCode.Combine(
        base.GetHashCode(), Address, Namespace, Mount, Role, Kind, Login, _instance is null ? 0 : RuntimeHelpers.GetHashCode(_instance));

    protected override bool PrintMembers(StringBuilder builder)
    {
        base.PrintMembers(builder);
        builder.Append(", Address = ").Append(Address);
        if (Namespace is not null)
            builder.Append(", Namespace = ").Append(Namespace);
        builder.Append(", Mount = ").Append(Mount).Append(", Role = ").Append(Role).Append(", Kind = ").Append(Kind)
            .Append(", Login = ").Append(Login);
        return true;
    }
}
