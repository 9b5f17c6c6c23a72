using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace JitAccess.Testing.Internal.Saml;

/// <summary>What the metadata of an identity provider says: its name, and the certificates that it signs by.</summary>
internal sealed record SamlMetadata(string EntityId, IReadOnlyList<X509Certificate2> Certificates)
{
    /// <summary>Reads metadata. Only the part of an identity provider counts: others repeat its certificates, or have their own.</summary>
    /// <exception cref="ArgumentException">It is no metadata of an identity provider.</exception>
    public static SamlMetadata Parse(string text)
    {
        try
        {
            var root = SafeXml.Read(text).DocumentElement!;
            var names = new XmlNamespaceManager(root.OwnerDocument.NameTable);
            names.AddNamespace("md", SamlNames.Metadata);
            names.AddNamespace("ds", SamlNames.Signature);
            var entity = root.SelectSingleNode("/md:EntityDescriptor/@entityID", names)?.Value;
            var certificates = root
                .SelectNodes("/md:EntityDescriptor/md:IDPSSODescriptor/md:KeyDescriptor[not(@use) or @use='signing']/ds:KeyInfo/ds:X509Data/ds:X509Certificate", names)!
                .OfType<XmlElement>()
                .Select(static e => X509CertificateLoader.LoadCertificate(Convert.FromBase64String(e.InnerText)))
                .ToList();
            if (!string.IsNullOrEmpty(entity) && certificates.Count > 0)
                return new SamlMetadata(entity, certificates);
        }
        catch (Exception e) when (e is XmlException or FormatException or CryptographicException)
        {
            throw new ArgumentException("Could not parse metadata: it is no XML of a SAML 2.0 entity, or a certificate in it is none.", nameof(text), e);
        }

        throw new ArgumentException("Could not parse metadata: it names no identity provider with a signing certificate.", nameof(text));
    }
}
