using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace JitAccess.Testing.Internal.Saml;

/// <summary>Writes and signs a response in the shape of Entra's.</summary>
internal static class SamlResponseWriter
{
    private static readonly XNamespace Samlp = SamlNames.Protocol;
    private static readonly XNamespace Saml = SamlNames.Assertion;

    public static string Write(EntraEmulatorSamlResponse response, string issuer, DateTimeOffset issuedAt, X509Certificate2 certificate)
    {
        var id = NewId();
        var xml = new XElement(
            Samlp + "Response",
            new XAttribute(XNamespace.Xmlns + "samlp", SamlNames.Protocol),
            new XAttribute("ID", id),
            new XAttribute("Version", "2.0"),
            new XAttribute("IssueInstant", SamlTime.Write(issuedAt)),
            new XAttribute("Destination", response.Recipient),
            new XElement(Saml + "Issuer", issuer),
            new XElement(Samlp + "Status", new XElement(Samlp + "StatusCode", new XAttribute("Value", SamlNames.Success))),
            Assertion(response, issuer, issuedAt));
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using (var reader = xml.CreateReader())
            document.Load(reader);
        var root = document.DocumentElement!;
        Sign((XmlElement)root.GetElementsByTagName("Assertion", SamlNames.Assertion)[0]!, certificate);
        if (response.SignsResponse)
            Sign(root, certificate);
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(document.OuterXml));
    }

    private static string NewId() => "_" + Guid.NewGuid();

    private static XElement Assertion(EntraEmulatorSamlResponse response, string issuer, DateTimeOffset issuedAt)
    {
        var ends = SamlTime.Write(issuedAt + response.Lifetime);
        return new XElement(
            Saml + "Assertion",
            new XAttribute("ID", NewId()),
            new XAttribute("Version", "2.0"),
            new XAttribute("IssueInstant", SamlTime.Write(issuedAt)),
            new XElement(Saml + "Issuer", issuer),
            new XElement(
                Saml + "Subject",
                new XElement(Saml + "NameID", new XAttribute("Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"), response.NameId),
                new XElement(
                    Saml + "SubjectConfirmation",
                    new XAttribute("Method", SamlNames.Bearer),
                    new XElement(Saml + "SubjectConfirmationData", new XAttribute("NotOnOrAfter", ends), new XAttribute("Recipient", response.Recipient)))),
            new XElement(
                Saml + "Conditions",
                new XAttribute("NotBefore", SamlTime.Write(issuedAt)),
                new XAttribute("NotOnOrAfter", ends),
                new XElement(Saml + "AudienceRestriction", new XElement(Saml + "Audience", response.Audience))),
            new XElement(
                Saml + "AttributeStatement",
                Attribute(SamlNames.Role, response.Roles),
                response.RoleSessionName is { } name ? Attribute(SamlNames.RoleSessionName, [name]) : null,
                response.SourceIdentity is { } identity ? Attribute(SamlNames.SourceIdentity, [identity]) : null),
            new XElement(
                Saml + "AuthnStatement",
                new XAttribute("AuthnInstant", SamlTime.Write(issuedAt)),
                response.SessionNotOnOrAfter is { } end ? new XAttribute("SessionNotOnOrAfter", SamlTime.Write(end)) : null,
                new XElement(Saml + "AuthnContext", new XElement(Saml + "AuthnContextClassRef", "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"))));
    }

    private static XElement Attribute(string name, IEnumerable<string> values) =>
        new(Saml + "Attribute", new XAttribute("Name", name), values.Select(static v => new XElement(Saml + "AttributeValue", v)));

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The algorithms named here are made by the library without reflection.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "No transform here is XSLT, which is what needs code at run time.")]
    private static void Sign(XmlElement element, X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPrivateKey();
        var signed = new SignedXml(element.OwnerDocument) { SigningKey = key, KeyInfo = new KeyInfo() };
        signed.KeyInfo.AddClause(new KeyInfoX509Data(certificate.RawData));
        signed.SignedInfo!.SignatureMethod = SignedXml.XmlDsigRSASHA256Url;
        signed.SignedInfo.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        var reference = new Reference("#" + element.GetAttribute("ID")) { DigestMethod = SignedXml.XmlDsigSHA256Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        signed.ComputeSignature();

        // The schema wants it after the issuer.
        element.InsertAfter(element.OwnerDocument.ImportNode(signed.GetXml(), deep: true), element.FirstChild);
    }
}
