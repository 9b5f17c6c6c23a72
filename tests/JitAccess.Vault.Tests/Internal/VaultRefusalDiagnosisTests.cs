namespace JitAccess.Vault.Tests.Internal;

public sealed class VaultRefusalDiagnosisTests : VaultTest
{
    [Fact]
    public async Task Diagnose_NewUser_SuspectsAReplica()
    {
        var diagnosis = await DiagnoseAsync(TimeSpan.FromSeconds(2), acceptedAtAge: null);

        diagnosis.Causes[0].ShouldContain("replica lags");
        diagnosis.Figures.ShouldContain("by role app at database");
    }

    [Fact]
    public async Task Diagnose_UserThatWorkedBefore_SuspectsARevocation() =>
        (await DiagnoseAsync(TimeSpan.FromMinutes(5), acceptedAtAge: TimeSpan.FromMinutes(1))).Causes[0].ShouldContain("revoked");

    [Fact]
    public async Task Diagnose_AtTheEndOfTheLease_SuspectsTheClocks() =>
        (await DiagnoseAsync(TimeSpan.FromSeconds(1190), acceptedAtAge: null)).Causes[0].ShouldContain("VALID UNTIL");

    [Fact]
    public async Task Diagnose_FromAnAgentsCache_SuspectsTheCache()
    {
        Vault.On(Creds, Capture.Of("agent-database-creds-200-cached-later"));

        (await DiagnoseAsync(TimeSpan.FromMinutes(5), acceptedAtAge: null)).Causes[0].ShouldContain("cache-clear");
    }

    [Fact]
    public async Task Diagnose_StaticRole_SuspectsARotation()
    {
        Vault.On(StaticCreds, Capture.Of("static-creds-200"));
        var provider = Provider(o => (o.Kind, o.Role) = (VaultRoleKind.Static, "svc"));

        var diagnosis = provider.Diagnose(Refusal(await MintAsync(provider, "svc_static"), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(3)))!;

        diagnosis.Causes[0].ShouldContain("rotate-role");
    }

    private async Task<JitRefusalDiagnosis> DiagnoseAsync(TimeSpan age, TimeSpan? acceptedAtAge)
    {
        var provider = Provider();
        return provider.Diagnose(Refusal(await MintAsync(provider), age, acceptedAtAge))!;
    }

    private JitLoginRefusal Refusal(JitCredential credential, TimeSpan age, TimeSpan? acceptedAtAge) => new()
    {
        Credential = credential,
        Connect = new JitEndpoint("db.example.com", 5432),
        Token = new JitEndpoint("db.example.com", 5432),
        RefusedAt = Time.GetUtcNow() + age,
        OpensPerSecond = 1,
        AcceptedAtAge = acceptedAtAge,
    };
}
