using System.Diagnostics;
using JitAccess.Testing;
using Npgsql;

// Usage: driver SERVICE.dll [NPGSQL]; runs a program, the README's or one like it, against a PostgreSQL that verifies tokens, once with a key that may
// log in and once without. With a version of Npgsql it then leases users from a Vault, as the README's program would with the other issuer.
await using var postgres = await RdsIamPostgres.StartAsync();
await postgres.Server.ExecuteAsync(
    "CREATE TABLE orders (item text); INSERT INTO orders VALUES ('tea'), ('coffee'), ('cocoa'); GRANT SELECT ON orders TO orders_app",
    postgres.Database);

var known = RdsIamKey.Generate();
postgres.Authenticator.Verifier.Add(known);
await using (var service = await QuickStart.StartAsync(args[0], postgres, known))
    Require(await service.GetAsync("/orders") is (200, "3"), $"the service did not answer with the three orders:\n{service.Output}");
Require(postgres.Authenticator.Count(RdsIamVerdict.Valid) > 0, "no login brought a token that was verified");

// The same program must fail with a key that the server does not know; otherwise the login above proves nothing.
await using (var service = await QuickStart.StartAsync(args[0], postgres, RdsIamKey.Generate()))
    Require(await service.GetAsync("/orders") is (500, _), "the service logged in with a key that nobody knows");
Require(postgres.Authenticator.Count(RdsIamVerdict.UnknownKey) > 0, "the token of an unknown key was not what the login failed by");

Console.WriteLine("consumer: the program logged in with a verified token, and was refused with an unknown key");
if (args.Length == 1)
    return 0;

var users = await VaultRotation.RunAsync();
var npgsql = FileVersionInfo.GetVersionInfo(typeof(NpgsqlDataSource).Assembly.Location).ProductVersion!.Split('+')[0];
Require(npgsql == args[1], $"Npgsql {npgsql} was used, and not {args[1]}");
Require(users.Before != users.After, "a rotation kept the user");
Require(users is { Made: 2, Dropped: 2 }, $"of {users.Made} users leased from Vault {users.Dropped} were dropped");

Console.WriteLine($"consumer: two users leased from Vault logged in by Npgsql {npgsql}, one after the other, and both are gone");
return 0;

static void Require(bool condition, string otherwise)
{
    if (!condition)
        throw new InvalidOperationException(otherwise);
}
