using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace JitAccess.Aws.Tests;

public sealed partial class RdsTrustRootsTests
{
    [Fact]
    public void Load_Always_ReturnsEveryCertificateOfTheBundle()
    {
        var documented = Headers().Count;

        documented.ShouldBeGreaterThan(50);
        RdsTrustRoots.Load().Count.ShouldBe(documented);
    }

    [Fact]
    public void Load_EachRoot_HasTheDocumentedNameExpiryAndHash()
    {
        var roots = RdsTrustRoots.Load();
        foreach (var (root, header) in roots.Zip(Headers()))
        {
            root.GetNameInfo(X509NameType.SimpleName, forIssuer: false)
                .ShouldBe(header.Groups["name"].Value);
            root.GetCertHashString(HashAlgorithmName.SHA256).ShouldBe(header.Groups["hash"].Value, StringCompareShould.IgnoreCase);
            root.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                .ShouldBe(header.Groups["end"].Value);
        }
    }

    [Fact]
    public void Load_EachRoot_IsSelfSignedAndRightlySo()
    {
        foreach (var root in RdsTrustRoots.Load())
        {
            root.SubjectName.RawData.ShouldBe(root.IssuerName.RawData, root.Subject);
            root.Subject.ShouldContain("Amazon RDS");
            VerifiesItself(root).ShouldBeTrue(root.Subject);
        }
    }

    [Fact]
    public void Load_CallerChangesItsCollection_OthersSeeNothing()
    {
        var count = RdsTrustRoots.Load().Count;

        RdsTrustRoots.Load().Clear();

        RdsTrustRoots.Load().Count.ShouldBe(count);
    }

    // The one test that reads the real clock: it turns red a year before the first root ends, so that a release with new roots reaches
    // everyone in time. The remedy is a newer bundle, never a later date here.
    [Fact]
    public void Load_EachRoot_IsValidForAnotherYear()
    {
        var inAYear = TimeProvider.System.GetUtcNow().AddYears(1).UtcDateTime;
        foreach (var root in RdsTrustRoots.Load())
            root.NotAfter.ToUniversalTime().ShouldBeGreaterThan(inAYear, root.Subject);
    }

    private static bool VerifiesItself(X509Certificate2 root)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = root.NotBefore.AddDays(1);
        return chain.Build(root) && chain.ChainElements.Count == 1;
    }

    private static MatchCollection Headers() => Header().Matches(RdsTrustRoots.ReadPem());

    [GeneratedRegex(@"^# (?<name>Amazon RDS [^|]+?) \| not after (?<end>\d{4}-\d\d-\d\d) \| sha256 (?<hash>[0-9a-f]{64})\r?$", RegexOptions.Multiline)]
    private static partial Regex Header();
}
