namespace JitAccess.IntegrationTests.Rotation;

/// <summary>What every Vault of these tests is set up with.</summary>
internal static class VaultSetUp
{
    public const string Role = "orders";
    public const string Connection = "postgres";
    public const string CredsPath = $"database/creds/{Role}";
    public const string RevokePath = "sys/leases/revoke";

    /// <summary>Gets how a user is made: what it makes belongs to the group, so that dropping the user never fails.</summary>
    public static IReadOnlyList<string> CreationStatements { get; } =
    [
        """CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE orders_group;""",
        """ALTER ROLE "{{name}}" SET role = 'orders_group';""",
    ];

    public static TimeSpan DefaultTtl { get; } = TimeSpan.FromHours(1);

    public static TimeSpan MaxTtl { get; } = TimeSpan.FromHours(24);

    public static TimeSpan TokenTtl { get; } = TimeSpan.FromHours(2);
}
