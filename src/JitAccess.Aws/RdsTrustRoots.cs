using System.Security.Cryptography.X509Certificates;

namespace JitAccess.Aws;

/// <summary>The root certificates that vouch for RDS and Aurora instances.</summary>
/// <remarks>
/// No operating system trusts these private roots of Amazon RDS, and none should: trusted system-wide, they would vouch for the instance
/// of any AWS customer. Regions opened after the package was built are missing; then set <c>Root Certificate</c> in the connection string
/// to the bundle that AWS publishes at https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem.
/// </remarks>
public static class RdsTrustRoots
{
    private const string ResourceName = "JitAccess.Aws.rds-roots.pem";
    private static readonly Lazy<X509Certificate2[]> Roots = new(Read);

    /// <summary>Returns the roots in a collection of its own.</summary>
    /// <remarks>The certificates are shared by all callers: don't dispose them.</remarks>
    public static X509Certificate2Collection Load() => new(Roots.Value);

    internal static string ReadPem()
    {
        using var stream = typeof(RdsTrustRoots).Assembly.GetManifestResourceStream(ResourceName)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static X509Certificate2[] Read()
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(ReadPem());
        return [.. roots];
    }
}
