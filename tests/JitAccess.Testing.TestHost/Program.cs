using JitAccess.Testing;
using JitAccess.Testing.TestHost;

if (args is ["run", var program, .. var arguments])
    return await TokenServer.RunAsync(program, arguments);
if (args is ["run-with-vault", var leasing, .. var others])
    return await LeaseServer.RunAsync(leasing, others);
if (args is ["mint", var cache, var startUrl, var oidc, var portal, var account, var permissionSet])
    return await Minter.RunAsync(cache, startUrl, oidc, portal, account, permissionSet);

// Owns a PostgreSQL in the folder named, says where it is, and lives until its input ends: a test kills it or lets it go.
await using var server = await LocalPostgres.StartAsync(new LocalPostgresOptions { ParentDirectory = args[0] });
await server.ExecuteAsync("SELECT 1");
Console.WriteLine(server.Directory);
Console.WriteLine(File.ReadLines(Path.Combine(server.Directory, "data", "postmaster.pid")).First());
Console.In.ReadToEnd();
return 0;
