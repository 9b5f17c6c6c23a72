using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JitAccess.Vault.Http;

/// <summary>Makes the handler that talks to Vault.</summary>
/// <remarks>
/// It is made here and not by IHttpClientFactory: what a host configures for all its clients would repeat requests that create users, and see
/// tokens in headers; the factory itself logs headers. Redirects are followed by <see cref="VaultClient"/>: this handler would send token and
/// body to any host.
/// </remarks>
internal static class VaultHandler
{
    // Idle connections end before a server's or load balancer's patience does: on one that the server has closed meanwhile, a request that
    // creates a user would fail without anybody knowing whether it arrived.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <exception cref="JitConfigurationException">A certificate can't be read.</exception>
    public static SocketsHttpHandler Create(VaultOptions options, Uri address)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !address.IsLoopback,
            PooledConnectionIdleTimeout = IdleTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectTimeout = options.RequestTimeout,
        };
        if (options.CaCertificateFile is { } authorities)
            handler.SslOptions.CertificateChainPolicy = TrustOnly(authorities);
        if (options.ClientCertificateFile is { } certificate)
            handler.SslOptions.ClientCertificateContext = ReadClientCertificate(certificate, options.ClientKeyFile);
        handler.SslOptions.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        return handler;
    }

    private static X509ChainPolicy TrustOnly(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // server authentication: a custom policy replaces the default one
        Read(nameof(VaultOptions.CaCertificateFile), file, () =>
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
            return policy.CustomTrustStore.Count > 0 ? policy : throw new CryptographicException("It holds no certificate.");
        });
        return policy;
    }

    /// <summary>Reads the certificate and, from behind it, those of the authorities between it and one that Vault knows.</summary>
    /// <remarks>As a context it is shown whatever Vault says it asks for, so that Vault's log tells of a wrong one.</remarks>
    private static SslStreamCertificateContext ReadClientCertificate(string file, string? key) => Read(
        nameof(VaultOptions.ClientCertificateFile), file, () =>
        {
            using var pem = ReadPair(file, key);
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            authorities.RemoveAt(0);
            var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null); // Windows takes no key from PEM
            return SslStreamCertificateContext.Create(certificate, authorities, offline: true);
        });

    private static X509Certificate2 ReadPair(string file, string? key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(file, key);
        }
        catch (ArgumentException e)
        {
            throw new JitConfigurationException(
                $"{nameof(VaultOptions.ClientCertificateFile)} '{file}' and the key in '{key ?? file}' do not belong together. Name the key that the "
                + $"certificate was issued for in {nameof(VaultOptions.ClientKeyFile)}.", e);
        }
    }

    private static T Read<T>(string option, string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new JitConfigurationException($"{option} '{file}' can't be read as PEM ({e.GetType().Name}). Check its content and its permissions.", e);
        }
    }
}
