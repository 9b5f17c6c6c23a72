using System.Security.Cryptography.X509Certificates;
using JitAccess.Testing;

namespace Issuers;

/// <summary>A proxy with TLS in front of a Vault in dev mode, and whoever deploys: it delivers a fresh secret id, wrapped, time and again.</summary>
internal static class VaultDesk
{
    public const string Name = "vault";

    public static async Task RunAsync()
    {
        using var authority = new TestCertificateAuthority();
        var (certificatePem, keyPem) = authority.IssueServerCertificate("localhost", "127.0.0.1");
        using var pem = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        using var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null); // Windows takes no key from PEM
        var builder = Desk.CreateBuilder(out var settings, certificate);
        using var vault = new VaultClient(
            new Uri(DeskSettings.Required(builder.Configuration, "VAULT_ADDRESS")), DeskSettings.Required(builder.Configuration, "VAULT_TOKEN"));
        var proxy = new VaultProxy(vault, TimeProvider.System);
        await using var app = builder.Build();

        app.UseWhen(context => context.Connection.LocalPort == settings.IssuerPort, branch => branch.Run(proxy.ForwardAsync));
        app.MapGet("/health", () => "ready");
        app.MapCommand("/revoke-all", vault.RevokeAllAsync);
        app.MapCommand("/stop", _ =>
        {
            proxy.Stop(Desk.Outage);
            return Task.CompletedTask;
        });

        await settings.DeliverAsync("vault-root.crt", authority.CertificatePem, CancellationToken.None);
        await DeliverSecretIdAsync();
        await app.StartAsync();
        using var deliveries = new PeriodicTimer(VaultClient.WrappingLife / 3);
        try
        {
            while (await deliveries.WaitForNextTickAsync(app.Lifetime.ApplicationStopping))
                try
                {
                    await DeliverSecretIdAsync();
                }
                catch (HttpRequestException e)
                {
                    app.Logger.NoSecretId(e.Message); // the next tick tries again
                }
        }
        catch (OperationCanceledException)
        {
            await app.WaitForShutdownAsync();
        }

        async Task DeliverSecretIdAsync() =>
            await settings.DeliverAsync("vault-secret-id", await vault.WrapSecretIdAsync(app.Lifetime.ApplicationStopping), CancellationToken.None);
    }
}
