namespace JitAccess.IntegrationTests.Rotation;

/// <summary>How a real Vault is set up, where there is none to set up: by requests that a real one was recorded to accept.</summary>
public sealed class VaultAdminTests
{
    // Initializing, mounting and the role of AppRole were not recorded; they follow the documentation of the API.
    private static readonly Dictionary<string, string> Unrecorded = new()
    {
        ["PUT /v1/sys/init"] = """{"keys_base64":["the-unseal-key"],"root_token":"the-root-token"}""",
        ["POST /v1/sys/mounts/database"] = "",
        ["POST /v1/sys/auth/approle"] = "",
        ["POST /v1/auth/approle/role/orders"] = "",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SetUp_Requests_AreLikeThoseThatARealServerAccepted()
    {
        using var server = new RecordedVault(
            ["sys-unseal-200", "database-config-write-ok", "database-role-write-ok", "policy-write", "approle-role-id-read", "approle-secret-id-generate",
             "leases-list-prefix-200", "sys-seal-204"],
            Unrecorded);
        using var admin = Create(server);

        await admin.InitializeAsync(Cancellation);
        var roleId = await admin.SetUpAsync("postgresql://{{username}}:{{password}}@localhost/orders", "admin", "a-password", Cancellation);
        var secretId = await admin.CreateSecretIdAsync(Cancellation);
        var leases = await admin.CountLeasesAsync(Cancellation);
        await admin.SealAsync(Cancellation);
        await admin.UnsealAsync(Cancellation);

        Guid.TryParse(roleId, out _).ShouldBeTrue();
        Guid.TryParse(secretId, out _).ShouldBeTrue();
        leases.ShouldBe(5);
        server.Requests.Count.ShouldBe(13);
    }

    [Fact]
    public async Task CountLeases_None_IsZero()
    {
        using var server = new RecordedVault(["leases-list-prefix-404-empty"], Unrecorded);
        using var admin = Create(server);

        (await admin.CountLeasesAsync(Cancellation)).ShouldBe(0);
    }

    [Fact]
    public void TryFind_NamedProgramOrPath_TheNamedOneFirst()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
            var (bao, other) = (Path.Combine(folder.FullName, "bao" + suffix), Path.Combine(folder.FullName, "other"));
            File.WriteAllText(bao, "");
            File.WriteAllText(other, "");

            VaultProgram.TryFind(null, "").ShouldBeNull();
            VaultProgram.TryFind(null, folder.FullName).ShouldBe(bao);
            VaultProgram.TryFind(other, folder.FullName).ShouldBe(other);
            Should.Throw<FileNotFoundException>(() => VaultProgram.TryFind(other + "-missing", "")).Message.ShouldContain("VAULT_BIN");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static VaultAdmin Create(RecordedVault server) =>
        new(new HttpClient(server, disposeHandler: false) { BaseAddress = new Uri("https://vault.example/") });
}
