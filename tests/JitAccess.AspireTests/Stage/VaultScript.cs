using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using JitAccess.ArchitectureTests;
using JitAccess.Testing;
using Npgsql;

namespace JitAccess.AspireTests.Stage;

/// <summary>What vault/setup.sh asks of the program <c>vault</c>: the script runs, and a stand-in for that program writes down how it is called.</summary>
internal sealed partial class VaultScript
{
    private const char EndOfArgument = '\u001e';
    private const char EndOfCall = '\u001d';

    // Answers nothing, as a Vault without engines would, and repeats what comes by standard input.
    private const string StandIn =
        """
        #!/bin/sh
        printf '%s\036' "$@" >> "$VAULT_CALLS"
        for last; do :; done
        [ "$last" != - ] || cat >> "$VAULT_CALLS"
        printf '\035' >> "$VAULT_CALLS"
        """;

    private readonly List<string[]> _calls;

    private VaultScript(List<string[]> calls) => _calls = calls;

    [UnsupportedOSPlatform("windows")]
    public static async Task<VaultScript> RunAsync(IEnumerable<KeyValuePair<string, string>> variables, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("jitaccess-vault-script-");
        try
        {
            var (program, calls) = (Path.Combine(folder.FullName, "vault"), Path.Combine(folder.FullName, "calls"));
            await File.WriteAllTextAsync(program, StandIn, cancellationToken);
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var start = new ProcessStartInfo("sh", [Path.Combine(Repository.Root, AppHost.Folder, "vault/setup.sh")]) { RedirectStandardError = true };
            foreach (var (name, value) in variables)
                start.Environment[name] = value;
            start.Environment["PATH"] = $"{folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
            start.Environment["VAULT_CALLS"] = calls;
            using var process = Process.Start(start)!;
            var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            process.ExitCode.ShouldBe(0, errors);
            var text = await File.ReadAllTextAsync(calls, cancellationToken);
            return new VaultScript([.. text.Split(EndOfCall, StringSplitOptions.RemoveEmptyEntries).Select(c => c.Split(EndOfArgument))]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Returns what is written to a path: names and values, and several values of one name.</summary>
    public ILookup<string, string> Written(string path) => _calls
        .Single(c => c is ["write", var to, ..] && to == path).Skip(2).Where(a => a.Length > 0)
        .Select(a => a.Split('=', 2)).ToLookup(p => p[0], p => p[1]);

    public bool Enables(string kind, string name) => _calls.Exists(c => c is [var what, "enable", var which, ..] && what == kind && which == name);

    /// <summary>Sets an emulated Vault up as the script would set up a real one.</summary>
    /// <returns>The AppRole method.</returns>
    public VaultEmulatorAppRoleAuth SetUp(VaultEmulatorNamespace vault, NpgsqlDataSource administrator)
    {
        Enables("secrets", "database").ShouldBeTrue();
        Enables("auth", "approle").ShouldBeTrue();
        var database = vault.MountDatabase();
        var written = Written("database/roles/orders");
        var connection = written["db_name"].Single();
        database.WriteConnection(connection, administrator);
        var role = new VaultEmulatorRole { Connection = connection, DefaultTtl = Life(written, "default_ttl"), MaxTtl = Life(written, "max_ttl") };
        foreach (var statement in written["creation_statements"])
            role.CreationStatements.Add(statement);
        foreach (var statement in written["revocation_statements"])
            role.RevocationStatements.Add(statement);
        database.WriteRole("orders", role);

        var policy = new VaultEmulatorPolicy();
        foreach (Match rule in Rule().Matches(_calls.Single(c => c is ["policy", "write", "orders", ..])[^1]))
            _ = rule.Groups["capability"].Value == "read" ? policy.AllowRead(rule.Groups["path"].Value) : policy.AllowUpdate(rule.Groups["path"].Value);
        vault.WritePolicy("orders", policy);

        var appRole = Written("auth/approle/role/orders");
        var auth = vault.EnableAppRole();
        auth.WriteRole("orders", new()
        {
            Token = new() { Policies = { appRole["token_policies"].Single() }, Period = Life(appRole, "token_period") },
            SecretIdNumUses = int.Parse(appRole["secret_id_num_uses"].Single(), CultureInfo.InvariantCulture),
            SecretIdTtl = Life(appRole, "secret_id_ttl"),
        });
        return auth;
    }

    private static TimeSpan Life(ILookup<string, string> written, string name)
    {
        var text = written[name].Single();
        var number = int.Parse(text[..^1], CultureInfo.InvariantCulture);
        return text[^1] == 'm' ? TimeSpan.FromMinutes(number) : TimeSpan.FromSeconds(number);
    }

    [GeneratedRegex("""path "(?<path>[^"]+)"\s*\{ capabilities = \["(?<capability>read|update)"\] \}""")]
    private static partial Regex Rule();
}
