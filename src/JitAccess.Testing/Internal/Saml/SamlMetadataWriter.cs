using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;

namespace JitAccess.Testing.Internal.Saml;

/// <summary>Writes metadata in the shape of Entra's: each certificate also stands in a part that is none of an identity provider's.</summary>
internal static class SamlMetadataWriter
{
    private static readonly XNamespace Md = SamlNames.Metadata;
    private static readonly XNamespace Ds = SamlNames.Signature;
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private static readonly XNamespace Fed = "http://docs.oasis-open.org/wsfed/federation/200706";

    public static string Write(string entityId, IReadOnlyList<X509Certificate2> certificates) => new XElement(
        Md + "EntityDescriptor",
        new XAttribute("ID", "_" + Guid.NewGuid()),
        new XAttribute("entityID", entityId),
        new XElement(
            Md + "RoleDescriptor",
            new XAttribute(XNamespace.Xmlns + "xsi", Xsi.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "fed", Fed.NamespaceName),
            new XAttribute(Xsi + "type", "fed:SecurityTokenServiceType"),
            new XAttribute("protocolSupportEnumeration", Fed.NamespaceName),
            Keys(certificates)),
        new XElement(
            Md + "IDPSSODescriptor",
            new XAttribute("protocolSupportEnumeration", SamlNames.Protocol),
            Keys(certificates),
            new XElement(
                Md + "SingleSignOnService",
                new XAttribute("Binding", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"),
                new XAttribute("Location", "https://login.example.com/saml2")))).ToString(SaveOptions.DisableFormatting);

    private static IEnumerable<XElement> Keys(IReadOnlyList<X509Certificate2> certificates) => certificates.Select(static c => new XElement(
        Md + "KeyDescriptor",
        new XAttribute("use", "signing"),
        new XElement(Ds + "KeyInfo", new XElement(Ds + "X509Data", new XElement(Ds + "X509Certificate", Convert.ToBase64String(c.RawData))))));
}
