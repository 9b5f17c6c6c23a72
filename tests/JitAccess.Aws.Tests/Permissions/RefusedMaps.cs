namespace JitAccess.Aws.Tests.Permissions;

/// <summary>Changes that make a valid map one that is refused, and what is said of it.</summary>
internal static class RefusedMaps
{
    /// <summary>Those that the schema sees, too.</summary>
    public static readonly (string Before, string After, string Error)[] OfSchema =
    [
        ("\"version\": 1,", "", "$.version is missing; add it"),
        ("\"version\": 1", "\"version\": 2", "$.version is no version that is understood; write 1"),
        ("\"version\": 1", "\"version\": \"1\"", "$.version is no version"),
        ("\"version\": 1", "\"version\": 1, \"Version\": 1", "$.Version is not known; known are $schema, version, databases, functions"),
        ("\"$schema\": \"permission-map.schema.json\"", "\"$schema\": 7", "$.$schema is no text"),
        ("\"databases\": {", "\"database\": {", "$.database is not known"),
        ("\"ledger\": [\"ledger.abc123def456.eu-west-1.rds.amazonaws.com:5432\"]", "\"ledger\": []", "$.databases.ledger is no list with something in it"),
        ("\"ledger\": [\"ledger.abc123def456.eu-west-1.rds.amazonaws.com:5432\"]", "\"ledger\": \"ledger.example.com:5432\"", "$.databases.ledger is no list"),
        ("ledger.abc123def456.eu-west-1.rds.amazonaws.com:5432", "*.eu-west-1.rds.amazonaws.com:5432", "$.databases.ledger[0] has a wildcard"),
        ("ledger.abc123def456.eu-west-1.rds.amazonaws.com:5432", "ledger.example.com", "$.databases.ledger[0] is 'ledger.example.com', which is no endpoint"),
        ("ledger.abc123def456.eu-west-1.rds.amazonaws.com:5432", "ledger example:5432", "which is no endpoint; write host:port"),
        ("\"db-readonly\": {", "\"db-*\": {", "$.functions.db-* has a wildcard; name each one"),
        ("\"db-readonly\": {", "\"db readonly\": {", "$.functions.db readonly is no name"),
        ("\"db-readonly\": {", "\"\": {", "$.functions. is no name"),
        ("\"description\":", "\"comment\":", "$.functions.db-readonly.comment is not known"),
        ("\"Looks, and changes nothing.\"", "\"Looks\\u0007\"", "$.functions.db-readonly.description is no text of 1 to 1024 characters without control characters"),
        ("\"permissionSets\": [\"123456789012/db-readonly\"]", "\"permissionSets\": [\"123456789012/*\"]", "$.functions.db-readonly.permissionSets[0] has a wildcard"),
        ("\"permissionSets\": [\"123456789012/db-readonly\"]", "\"permissionSets\": [\"db-readonly\"]", "is 'db-readonly', which is no permission set"),
        ("\"permissionSets\": [\"123456789012/db-readonly\"]", "\"permissionSets\": [true]", "$.functions.db-readonly.permissionSets[0] is no text"),
        ("\"permissionSets\": [\"123456789012/db-readonly\"]", "\"permissionSets\": [\"123456789012/a\", \"123456789012/a\"]", "permissionSets[1] says '123456789012/a' for the second time"),
        ("\"roles\": [\"arn:aws:iam::123456789012:role/orders\"]", "\"roles\": [\"arn:aws:iam::123456789012:user/orders\"]", "which is no role; write its ARN"),
        ("\"roles\": [\"arn:aws:iam::123456789012:role/orders\"]", "\"roles\": [\"orders\"]", "which is no role"),
        ("\"roles\": [\"arn:aws:iam::123456789012:role/orders\"]",
            "\"roles\": [\"arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_db-readonly_0123456789abcdef\"]",
            "is the role of a permission set; write '123456789012/db-readonly' into permissionSets instead"),
        ("\"users\": { \"orders\": [\"orders_app\", \"orders_reader\"] }", "\"users\": {}", "$.functions.db-readonly.users is empty"),
        ("\"users\": { \"orders\": [\"orders_app\", \"orders_reader\"] }", "\"users\": [\"orders_app\"]", "$.functions.db-readonly.users is no object"),
        ("\"users\": { \"orders\": [\"orders_app\", \"orders_reader\"] }", "\"users\": { \"orders\": [\"\"] }", "$.functions.db-readonly.users.orders[0] is no text"),
        ("\"users\": { \"orders\": [\"orders_app\", \"orders_reader\"] }", "\"users\": { \"orders\": [\"orders_?\"] }", "users.orders[0] has a wildcard"),
        ("\"00:05:00\"", "\"5\"", "$.functions.db-readonly.maxLifetime is no duration; write hh:mm:ss, \"00:00:05\" to \"12:00:00\""),
        ("\"00:05:00\"", "\"00:00:04\"", "maxLifetime is no duration"),
        ("\"00:05:00\"", "\"12:00:01\"", "maxLifetime is no duration"),
        ("\"00:05:00\"", "300", "maxLifetime is no duration"),
        ("\"maxLifetime\": \"00:05:00\",", "", "$.functions.db-readonly.maxLifetime is missing"),
        ("\"reasonRequired\": false", "\"reasonRequired\": \"no\"", "$.functions.db-readonly.reasonRequired is neither true nor false"),
        ("\"reasonRequired\": false", "\"reasonRequired\": null", "reasonRequired is neither true nor false"),
    ];

    /// <summary>Those that no schema can see.</summary>
    public static readonly (string Before, string After, string Error)[] OfReader =
    [
        ("\"version\": 1", "\"version\": 1, \"version\": 1", "$.version is there twice; remove one"),
        ("\"databases\": {", "\"databases\": { \"ledger\": [\"a.example.com:5432\"],", "$.databases.ledger is there twice"),
        ("\"db-write-emergency\": {", "\"db-readonly\": {", "$.functions.db-readonly is there twice"),
        ("\"reasonRequired\": true", "\"reasonRequired\": true, \"reasonRequired\": false", "$.functions.db-write-emergency.reasonRequired is there twice"),
        ("\"reasonRequired\": true", "\"reasonRequired\": true, \"reason\\u0052equired\": false", "$.functions.db-write-emergency.reasonRequired is there twice"),
        ("ledger.abc123def456.eu-west-1.rds.amazonaws.com:5432", "ORDERS.abc123def456.eu-west-1.rds.amazonaws.com.:5432",
            "$.databases.ledger[0] says ORDERS.abc123def456.eu-west-1.rds.amazonaws.com.:5432 for the second time; an endpoint belongs to one database"),
        ("ledger.abc123def456.eu-west-1.rds.amazonaws.com:5432", "ledger.example.com:70000", "which is no endpoint"),
        ("\"ledger\": [\"ledger_writer\"]", "\"billing\": [\"ledger_writer\"]", "$.functions.db-write-emergency.users.billing is no database of this map"),
        ("123456789012/db-write-emergency", "123456789012/db-readonly",
            "$.functions.db-write-emergency lets 123456789012/db-readonly log in as 'orders_app' to 'orders', and so does 'db-readonly'"),
        ("\"version\": 1,", "\"version\": 1, // reviewed", "line 3, byte 17 is no JSON"),
        ("\"reasonRequired\": true", "\"reasonRequired\": true,", "is no JSON, or has something behind its end; it has neither comments nor trailing commas"),
        ("\"orders_reader\"", "\"orders_\\ud800\"", "$ has half of a surrogate pair in a text"),
        ("\"version\": 1", "\"version\": [[[[[[[[1]]]]]]]]", "is no JSON"),
    ];
}
