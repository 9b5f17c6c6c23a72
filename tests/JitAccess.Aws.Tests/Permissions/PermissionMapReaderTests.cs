using System.Text;
using JitAccess.Aws.Permissions;
using JitAccess.Aws.Tests.Identity;

namespace JitAccess.Aws.Tests.Permissions;

/// <summary>A typo in a map becomes an error, and never a right.</summary>
public sealed class PermissionMapReaderTests
{
    public static TheoryData<string, string, string> Refused => [.. RefusedMaps.OfSchema.Concat(RefusedMaps.OfReader).Select(r => (r.Before, r.After, r.Error))];

    [Fact]
    public void Map_ThatIsValid_SaysWhatIsWritten()
    {
        var map = Read(MapFile.Valid);

        map.Functions.Select(f => f.Name).ShouldBe(["db-readonly", "db-write-emergency"]);
        map.Databases.Count.ShouldBe(3);
        var (function, fault) = map.Find($"{IdentityScene.Account}/db-readonly", new("ORDERS.abc123def456.eu-west-1.rds.amazonaws.com.", 5432), "orders_reader");
        fault.ShouldBeNull();
        function!.Name.ShouldBe("db-readonly");
        function.MaxLifetime.ShouldBe(TimeSpan.FromMinutes(5));
        function.RequiresReason.ShouldBeFalse();
    }

    [Theory]
    [InlineData("123456789012/other", "orders", 5432, "orders_app", "it has no function for this role")]
    [InlineData("123456789012/DB-readonly", "orders", 5432, "orders_app", "it has no function for this role")]
    [InlineData("210987654321/db-readonly", "orders", 5432, "orders_app", "it has no function for this role")]
    [InlineData("123456789012/db-readonly", "orders", 5433, "orders_app", "it knows no database at orders.abc123def456.eu-west-1.rds.amazonaws.com:5433")]
    [InlineData("123456789012/db-readonly", "billing", 5432, "orders_app", "it knows no database at billing.abc123def456.eu-west-1.rds.amazonaws.com:5432")]
    [InlineData("123456789012/db-readonly", "ledger", 5432, "orders_app", "db-readonly may not log in as 'orders_app' to 'ledger'")]
    [InlineData("123456789012/db-readonly", "orders", 5432, "Orders_app", "db-readonly may not log in as 'Orders_app' to 'orders'")]
    [InlineData("123456789012/db-readonly", "orders", 5432, "postgres", "db-readonly may not log in as 'postgres' to 'orders'")]
    public void Login_ThatIsNotWritten_IsNotFound(string role, string host, int port, string user, string expected)
    {
        var (function, fault) = Read(MapFile.Valid).Find(role, new($"{host}.abc123def456.eu-west-1.rds.amazonaws.com", port), user);

        function.ShouldBeNull();
        fault.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Map_WithAMistake_IsRefusedWithItsPlace(string before, string after, string expected)
    {
        MapFile.Valid.ShouldContain(before);
        var at = MapFile.Valid.IndexOf(before, StringComparison.Ordinal);
        var changed = MapFile.Valid[..at] + after + MapFile.Valid[(at + before.Length)..];

        ShouldBeRefused(Encoding.UTF8.GetBytes(changed), expected);
    }

    [Theory]
    [InlineData("", "line 1, byte 1 is no JSON")]
    [InlineData("null", "$ is no object; write { }")]
    [InlineData("[]", "$ is no object")]
    [InlineData("{}", "$.version is missing")]
    [InlineData(MapFile.Valid + "{}", "has something behind its end")]
    [InlineData(MapFile.Valid + "x", "has something behind its end")]
    [InlineData("\uFEFF" + MapFile.Valid, "$ begins with a byte order mark; save it as UTF-8 without one")]
    [InlineData("{\"a\\u000ab\":1}", "$.a b is not known")]
    public void Text_ThatIsNoMap_IsRefused(string text, string expected) => ShouldBeRefused(Encoding.UTF8.GetBytes(text), expected);

    [Fact]
    public void Text_ThatIsNotUtf8_IsRefused() => ShouldBeRefused(Encoding.Latin1.GetBytes(MapFile.Valid.Replace("Looks", "Schaut für", StringComparison.Ordinal)), "$ is not UTF-8");

    [Fact]
    public void Function_OfNobody_IsRefused() => ShouldBeRefused(
        Encoding.UTF8.GetBytes(MapFile.Valid
            .Replace("\"permissionSets\": [\"123456789012/db-readonly\"],", "", StringComparison.Ordinal)
            .Replace("\"roles\": [\"arn:aws:iam::123456789012:role/orders\"],", "", StringComparison.Ordinal)),
        "$.functions.db-readonly is nobody's; name permissionSets, or roles");

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_db-readonly_0123456789abcdef", "123456789012/db-readonly")]
    [InlineData("arn:aws-us-gov:iam::123456789012:role/aws-reserved/sso.amazonaws.com/us-gov-west-1/AWSReservedSSO_a_b_0123456789abcdef", "123456789012/a_b")]
    [InlineData("123456789012/db-readonly", "123456789012/db-readonly")]
    [InlineData("arn:aws:iam::123456789012:role/AWSReservedSSO_db-readonly_0123456789abcdef", null)] // anybody can call a role so, and none can put one into that path
    [InlineData("arn:aws:iam::123456789012:role/x/aws-reserved/sso.amazonaws.com/AWSReservedSSO_db-readonly_0123456789abcdef", null)]
    [InlineData("arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_db-readonly_0123", null)]
    [InlineData("arn:aws:iam::123456789012:role/orders", null)]
    public void Role_OfAPermissionSet_IsRecognised(string role, string? expected) => SigningRole.NameOf(role).ShouldBe(expected ?? role);

    private static PermissionMap Read(string text) => new PermissionMapReader("map.json").Read(Encoding.UTF8.GetBytes(text), "hash");

    private static void ShouldBeRefused(byte[] content, string expected)
    {
        var error = Should.Throw<JitConfigurationException>(() => new PermissionMapReader("map.json").Read(content, "hash")).Message;

        error.ShouldStartWith("The permission map 'map.json' is refused: ");
        error.ShouldContain(expected);
        error.ShouldNotContain('\n');
    }
}
