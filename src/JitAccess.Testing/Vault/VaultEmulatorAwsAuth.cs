using JitAccess.Testing.Internal.Vault;

namespace JitAccess.Testing;

/// <summary>The AWS method at its mount, with an STS that knows the keys of the test.</summary>
public sealed class VaultEmulatorAwsAuth
{
    private const int ArnParts = 6;

    private readonly AwsIamLogin _login;

    internal VaultEmulatorAwsAuth(AwsIamLogin login) => _login = login;

    /// <summary>Gets or sets a value indicating whether STS does not answer.</summary>
    public bool IsStsDown
    {
        get => _login.IsStsDown;
        set => _login.IsStsDown = value;
    }

    /// <summary>Makes a key known to STS.</summary>
    /// <param name="key">The key.</param>
    /// <param name="arn">Whose it is, such as <c>arn:aws:sts::123456789012:assumed-role/app/session</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="arn"/> is no ARN.</exception>
    public void AddKey(RdsIamKey key, string arn)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(arn);
        if (!arn.StartsWith("arn:", StringComparison.Ordinal) || arn.Split(':', ArnParts).Length != ArnParts)
            throw new ArgumentException($"\"{arn}\" is no ARN, such as arn:aws:iam::123456789012:role/app.", nameof(arn));
        _login.Sts.Add(key, arn);
    }

    /// <summary>Makes STS forget a key.</summary>
    /// <param name="accessKeyId">The key's id.</param>
    public void RemoveKey(string accessKeyId)
    {
        ArgumentNullException.ThrowIfNull(accessKeyId);
        _login.Sts.Remove(accessKeyId);
    }

    /// <summary>Writes a role.</summary>
    /// <param name="name">The role's name.</param>
    /// <param name="role">The role.</param>
    public void WriteRole(string name, VaultEmulatorAwsRole role)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(role);
        _login.Write(name, role);
    }
}
