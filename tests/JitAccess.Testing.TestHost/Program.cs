using JitAccess.Testing;

// Owns a throw-away PostgreSQL in the folder that is named, says where, and stays until its input ends or it is killed.
await using var postgres = await LocalPostgres.StartAsync(new LocalPostgresOptions { ParentDirectory = args[0] });
Console.WriteLine(postgres.Directory);
await Console.In.ReadToEndAsync();
