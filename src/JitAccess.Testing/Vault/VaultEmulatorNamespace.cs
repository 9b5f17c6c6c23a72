using JitAccess.Testing.Internal.Vault;

namespace JitAccess.Testing;

/// <summary>A namespace as its administrator sees it; without namespaces there is one, the root.</summary>
public sealed class VaultEmulatorNamespace
{
    private readonly VaultState _state;
    private readonly NamespaceState _namespace;

    internal VaultEmulatorNamespace(VaultState state, NamespaceState owner)
    {
        _state = state;
        _namespace = owner;
    }

    /// <summary>Gets the path; empty for the root.</summary>
    public string Path => _namespace.Path.TrimEnd('/');

    /// <summary>Mounts the database secrets engine.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="ArgumentException">Something is mounted there already.</exception>
    public VaultEmulatorDatabase MountDatabase(string path = "database")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var mount = new DatabaseMount(_state, _namespace, path.Trim('/') + "/");
        _namespace.Add(mount);
        return new VaultEmulatorDatabase(mount);
    }

    /// <summary>Writes a policy; it holds for tokens that exist, too.</summary>
    /// <param name="name">The policy's name; <c>default</c> replaces the one that the server brings.</param>
    /// <param name="policy">The policy.</param>
    /// <exception cref="ArgumentException">The name is <c>root</c>.</exception>
    public void WritePolicy(string name, VaultEmulatorPolicy policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(policy);
        if (string.Equals(name, "root", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException("The policy root cannot be written.", nameof(name));
        _namespace.WritePolicy(name, policy);
    }

    /// <summary>Makes a token without a parent.</summary>
    /// <param name="options">What it is like; <c>root</c> as its only policy and no life make one that allows everything for ever.</param>
    public VaultEmulatorSecret CreateToken(VaultEmulatorTokenOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (token, entry) = _state.Tokens.Create(_namespace, TokenRecipe.Of(options, options.Policies.Contains("root") ? "root" : "token", "auth/token/create"));
        return new VaultEmulatorSecret(token, entry.Accessor.Length == 0 ? null : entry.Accessor);
    }

    /// <summary>Revokes a token, its children, and in the background all their leases; one that is unknown is as good as revoked.</summary>
    /// <param name="token">The token.</param>
    public void RevokeToken(VaultEmulatorSecret token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (_state.Tokens.Find(token.RevealValue()) is { } entry)
            _state.Tokens.Revoke(entry);
    }

    /// <summary>Enables the AppRole method.</summary>
    /// <param name="path">Where, below <c>auth/</c>.</param>
    /// <exception cref="ArgumentException">Something is mounted there already.</exception>
    public VaultEmulatorAppRoleAuth EnableAppRole(string path = "approle")
    {
        var login = new AppRoleLogin(_state, _namespace, Clean(path));
        _namespace.Add(login);
        return new VaultEmulatorAppRoleAuth(login, _state);
    }

    /// <summary>Enables the JWT method.</summary>
    /// <param name="options">Whose JWTs it believes.</param>
    /// <param name="path">Where, below <c>auth/</c>.</param>
    /// <exception cref="ArgumentException">Something is mounted there already.</exception>
    public VaultEmulatorJwtAuth EnableJwt(VaultEmulatorJwtOptions options, string path = "jwt")
    {
        ArgumentNullException.ThrowIfNull(options);
        var login = new JwtLogin(_state, _namespace, Clean(path), options);
        _namespace.Add(login);
        return new VaultEmulatorJwtAuth(login);
    }

    /// <summary>Enables the Kubernetes method.</summary>
    /// <param name="options">Whose tokens it believes.</param>
    /// <param name="path">Where, below <c>auth/</c>.</param>
    /// <exception cref="ArgumentException">Something is mounted there already.</exception>
    public VaultEmulatorKubernetesAuth EnableKubernetes(VaultEmulatorKubernetesOptions options, string path = "kubernetes")
    {
        ArgumentNullException.ThrowIfNull(options);
        var login = new KubernetesLogin(_state, _namespace, Clean(path), options);
        _namespace.Add(login);
        return new VaultEmulatorKubernetesAuth(login);
    }

    /// <summary>Enables the AWS method, type <c>iam</c>.</summary>
    /// <param name="options">Its settings; <see langword="null"/> for the defaults.</param>
    /// <param name="path">Where, below <c>auth/</c>.</param>
    /// <exception cref="ArgumentException">Something is mounted there already.</exception>
    public VaultEmulatorAwsAuth EnableAws(VaultEmulatorAwsOptions? options = null, string path = "aws")
    {
        var login = new AwsIamLogin(_state, _namespace, Clean(path), options ?? new VaultEmulatorAwsOptions());
        _namespace.Add(login);
        return new VaultEmulatorAwsAuth(login);
    }

    private static string Clean(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path.Trim('/');
    }
}
