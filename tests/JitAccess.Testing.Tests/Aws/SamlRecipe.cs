using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>A response put together from text and signed as told, so that each test sends one that is wrong in one point and rightly signed otherwise.</summary>
internal sealed record SamlRecipe(X509Certificate2 Certificate, DateTimeOffset IssuedAt)
{
    public const string EntityId = "https://idp.example.com/";
    public const string ProviderArn = "arn:aws:iam::123456789012:saml-provider/idp";
    public const string SignIn = "https://signin.aws.amazon.com/saml";

    private const string Protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
    private const string Saml = "urn:oasis:names:tc:SAML:2.0:assertion";

    public string Issuer { get; init; } = EntityId;

    public string NameId { get; init; } = "ada@example.com";

    public string Audience { get; init; } = "<saml:Audience>urn:amazon:webservices</saml:Audience>";

    public string Recipient { get; init; } = SignIn;

    public string Destination { get; init; } = SignIn;

    public string Status { get; init; } = "urn:oasis:names:tc:SAML:2.0:status:Success";

    public string Role { get; init; } = $"{AwsScene.RoleArn},{ProviderArn}";

    public string? SessionName { get; init; } = "ada@example.com";

    public string Extra { get; init; } = "";

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? NotOnOrAfter { get; init; }

    public DateTimeOffset? ConfirmedUntil { get; init; }

    public string Prologue { get; init; } = "";

    public bool SignsAssertion { get; init; } = true;

    public bool SignsResponse { get; init; }

    public RSA? AnotherKey { get; init; }

    public string SignatureMethod { get; init; } = SignedXml.XmlDsigRSASHA256Url;

    public string DigestMethod { get; init; } = SignedXml.XmlDsigSHA256Url;

    public string Canonicalization { get; init; } = SignedXml.XmlDsigExcC14NTransformUrl;

    /// <summary>Gets what is changed before it is signed.</summary>
    public Action<XmlDocument>? Before { get; init; }

    /// <summary>Gets what is changed once it is signed.</summary>
    public Action<XmlDocument>? After { get; init; }

    public static X509Certificate2 NewCertificate(DateTimeOffset now, int bits = 2048)
    {
        using var key = RSA.Create(bits);
        return new CertificateRequest("CN=idp", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    public static string Metadata(params IEnumerable<X509Certificate2> certificates) =>
        $"""
        <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{EntityId}"><IDPSSODescriptor protocolSupportEnumeration="{Protocol}">{string.Concat(certificates.Select(static c =>
            $"""<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{Convert.ToBase64String(c.RawData)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"""))}</IDPSSODescriptor></EntityDescriptor>
        """;

    public static XmlElement AssertionOf(XmlDocument document) => (XmlElement)document.GetElementsByTagName("Assertion", Saml)[0]!;

    public static XmlElement SignatureOf(XmlDocument document) => (XmlElement)document.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!;

    public string Build()
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(Text());
        Before?.Invoke(document);
        if (SignsAssertion)
            Sign(AssertionOf(document));
        if (SignsResponse)
            Sign(document.DocumentElement!);
        After?.Invoke(document);
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(Prologue + document.OuterXml));
    }

    public void Sign(XmlElement element)
    {
        using var own = Certificate.GetRSAPrivateKey();
        var signed = new SignedXml(element.OwnerDocument) { SigningKey = AnotherKey ?? own, KeyInfo = new KeyInfo() };
        if (AnotherKey is not null)
            signed.KeyInfo.AddClause(new RSAKeyValue(AnotherKey)); // a verifier that believed it would be satisfied
        signed.SignedInfo!.SignatureMethod = SignatureMethod;
        signed.SignedInfo.CanonicalizationMethod = Canonicalization;
        var reference = new Reference("#" + element.GetAttribute("ID")) { DigestMethod = DigestMethod };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        signed.ComputeSignature();
        element.InsertAfter(element.OwnerDocument.ImportNode(signed.GetXml(), true), element.FirstChild);
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private string Text()
    {
        var ends = NotOnOrAfter ?? IssuedAt.AddHours(1);
        var name = SessionName is null ? "" : Attribute("RoleSessionName", SessionName);
        return
            $"""<samlp:Response xmlns:samlp="{Protocol}" xmlns:saml="{Saml}" ID="_r" Version="2.0" IssueInstant="{Time(IssuedAt)}" Destination="{Destination}"><saml:Issuer>{Issuer}</saml:Issuer>""" +
            $"""<samlp:Status><samlp:StatusCode Value="{Status}"/></samlp:Status>""" +
            $"""<saml:Assertion ID="_a" Version="2.0" IssueInstant="{Time(IssuedAt)}"><saml:Issuer>{Issuer}</saml:Issuer><saml:Subject><saml:NameID>{NameId}</saml:NameID>""" +
            $"""<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{Time(ConfirmedUntil ?? ends)}" Recipient="{Recipient}"/></saml:SubjectConfirmation></saml:Subject>""" +
            $"""<saml:Conditions NotBefore="{Time(NotBefore ?? IssuedAt)}" NotOnOrAfter="{Time(ends)}"><saml:AudienceRestriction>{Audience}</saml:AudienceRestriction></saml:Conditions>""" +
            $"""<saml:AttributeStatement>{Attribute("Role", Role)}{name}{Extra}</saml:AttributeStatement></saml:Assertion></samlp:Response>""";
    }

    private static string Attribute(string name, string value) =>
        $"""<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/{name}"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>""";
}
