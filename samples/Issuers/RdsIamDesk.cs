using JitAccess.Testing;

namespace Issuers;

/// <summary>The part of AWS: it hands out role credentials as EKS Pod Identity does, and decides for PostgreSQL who brings a valid token.</summary>
internal static class RdsIamDesk
{
    public const string Name = "rds-iam";

    // The SDK keeps what it has until a minute before its end, also where a login was refused: so this bounds how long a revocation locks out.
    private static readonly TimeSpan KeyLife = TimeSpan.FromMinutes(2);

    public static async Task RunAsync()
    {
        var builder = Desk.CreateBuilder(out var settings);
        await using var app = builder.Build();
        await using var authenticator = RdsIamAuthenticator.Start(new()
        {
            ListenAddress = RdsIamContainer.ListenAddress,
            LoggerFactory = app.Services.GetRequiredService<ILoggerFactory>(),
        });
        var key = RdsIamKey.Generate(withSessionToken: true);
        authenticator.Verifier.Add(key);
        Directory.CreateDirectory(settings.Delivery);
        await using var identity = await PodIdentityEmulator.StartAsync(key, new()
        {
            Port = settings.IssuerPort,
            CredentialLifetime = KeyLife,
            AuthorizationTokenFile = Path.Combine(settings.Delivery, "pod-identity-token"),
        });
        await DeliverAsync(settings, authenticator, DeskSettings.Required(builder.Configuration, "SUPERUSER"));

        var resumption = Task.CompletedTask;
        app.MapGet("/health", () => resumption.IsFaulted ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.Text("ready"));
        app.MapCommand("/revoke-all", _ =>
        {
            authenticator.Verifier.Revoke(key.AccessKeyId);
            key = RdsIamKey.Generate(withSessionToken: true);
            authenticator.Verifier.Add(key);
            identity.Replace(key);
            return Task.CompletedTask;
        });
        app.MapCommand("/stop", async _ =>
        {
            await identity.Endpoint.StopListeningAsync();
            resumption = ResumeLaterAsync(identity.Endpoint, app.Lifetime.ApplicationStopping);
        });
        await app.RunAsync();
        await resumption;
    }

    private static async Task DeliverAsync(DeskSettings settings, RdsIamAuthenticator authenticator, string superuser)
    {
        using var authority = new TestCertificateAuthority();
        IEnumerable<string> hba = [.. authenticator.HbaLines(RdsIamContainer.HostName), "hostssl all +orders_vault all scram-sha-256"];
        foreach (var (path, content) in PostgresContainer.Files(authority, superuser, hba, [authenticator.Verifier.Endpoint.Host]))
            await settings.DeliverAsync(Path.Combine("postgres", Path.GetFileName(path)), content, CancellationToken.None);
        await settings.DeliverAsync("postgres-root.crt", authority.CertificatePem, CancellationToken.None);

        // A file of AWS profiles without any: those of the developer must not sign.
        await settings.DeliverAsync("no-aws-profiles", "", CancellationToken.None);
    }

    private static async Task ResumeLaterAsync(EmulatorEndpoint endpoint, CancellationToken stopping)
    {
        await Task.Delay(Desk.Outage, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested)
            await endpoint.ResumeAsync(CancellationToken.None);
    }
}
