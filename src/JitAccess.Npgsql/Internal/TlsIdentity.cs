using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace JitAccess.Internal;

/// <summary>Makes the name that a credential is signed for the name that TLS verifies, under the roots that may vouch for it.</summary>
internal static class TlsIdentity
{
    public static void Apply(
        NpgsqlDataSourceBuilder builder, IJitCredentialProvider provider, IReadOnlyList<(JitEndpoint Connect, JitEndpoint Token)> plan, string database)
    {
        if (builder.ConnectionStringBuilder.RootCertificate is null && builder.ConnectionStringBuilder.SslMode >= SslMode.VerifyCA)
            UseProviderRoots(builder, provider, plan, database);

        if (plan.All(p => SameName(p.Connect, p.Token)))
            return;

        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (connect, token) in plan)
            if (!names.TryAdd(connect.Host, token.Host) && names[connect.Host] != token.Host)
                throw new JitConfigurationException(
                    $"Database '{database}' dials host '{connect.Host}' on several ports for different token endpoints ({names[connect.Host]} and " +
                    $"{token.Host}), and TLS can't tell them apart. Give each tunnel a host name of its own.");

        BuilderProbe.RefuseOwnTlsOptions(builder, database);

        // Only the name changes; Npgsql's own validator stays in place and verifies it.
        builder.UseSslClientAuthenticationOptionsCallback(tls =>
        {
            if (tls.TargetHost is { } dialled && names.TryGetValue(dialled.Trim('[', ']'), out var verified))
                tls.TargetHost = verified;
        });
    }

    private static void UseProviderRoots(
        NpgsqlDataSourceBuilder builder, IJitCredentialProvider provider, IReadOnlyList<(JitEndpoint Connect, JitEndpoint Token)> plan, string database)
    {
        var roots = new X509Certificate2Collection();
        var fromSystem = 0;
        foreach (var (_, token) in plan)
        {
            if (provider.GetTrustRoots(token.Host) is { } own)
                roots.AddRange(own);
            else
                fromSystem++;
        }

        if (fromSystem > 0 && fromSystem < plan.Count)
            throw new JitConfigurationException(
                $"Database '{database}' mixes hosts whose certificates come from different authorities. Set Root Certificate in the connection " +
                "string to a file that holds the roots of all of them.");
        if (fromSystem == 0)
            builder.UseRootCertificates(roots);
        else
            TransportGate.RefuseAmbientRoots(database);
    }

    private static bool SameName(JitEndpoint connect, JitEndpoint token) => string.Equals(connect.Host, token.Host, StringComparison.OrdinalIgnoreCase);
}
