using System.Xml;

namespace JitAccess.Testing.Internal.Saml;

/// <summary>What a verified assertion says.</summary>
internal sealed class SamlAssertion
{
    private readonly XmlElement _assertion;
    private readonly XmlNamespaceManager _names;

    internal SamlAssertion(XmlElement assertion, XmlNamespaceManager names)
    {
        _assertion = assertion;
        _names = names;
    }

    public string Id => _assertion.GetAttribute("ID");

    public string Issuer => Text("saml:Issuer") ?? "";

    public string Subject => Text("saml:Subject/saml:NameID") ?? "";

    /// <summary>Gets the kind of the subject's name, such as <c>persistent</c>.</summary>
    public string SubjectType => (Text("saml:Subject/saml:NameID/@Format") ?? "").Split(':')[^1] is { Length: > 0 } type ? type : "unspecified";

    public DateTimeOffset? SessionEnds => SamlTime.Read(Text("saml:AuthnStatement/@SessionNotOnOrAfter"));

    public IReadOnlyList<string> Attribute(string name) =>
        [.. Nodes("saml:AttributeStatement/saml:Attribute").Where(a => ((XmlElement)a).GetAttribute("Name") == name)
            .SelectMany(a => a.SelectNodes("saml:AttributeValue", _names)!.OfType<XmlElement>())
            .Select(static v => v.InnerText.Trim())];

    internal string? Text(string path) => _assertion.SelectSingleNode(path, _names)?.InnerText.Trim();

    internal IEnumerable<XmlNode> Nodes(string path) => _assertion.SelectNodes(path, _names)!.OfType<XmlNode>();

    internal IEnumerable<string> Within(XmlNode node, string path) => node.SelectNodes(path, _names)!.OfType<XmlNode>().Select(static n => n.InnerText.Trim());
}
