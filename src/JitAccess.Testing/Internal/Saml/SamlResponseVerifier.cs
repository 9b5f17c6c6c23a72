using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;

namespace JitAccess.Testing.Internal.Saml;

/// <summary>Verifies a SAML response: what is read afterwards is what was signed, and nothing else.</summary>
/// <param name="metadata">Whose responses these are.</param>
/// <param name="recipients">The addresses that a response may be sent to.</param>
/// <param name="audiences">The audiences that it may be meant for.</param>
internal sealed class SamlResponseVerifier(SamlMetadata metadata, IReadOnlyList<string> recipients, IReadOnlyList<string> audiences)
{
    private static readonly TimeSpan RedeemWithin = TimeSpan.FromMinutes(5);
    private static readonly string[] IdNames = ["ID", "Id", "id"];

    /// <summary>Verifies a response.</summary>
    /// <param name="base64">The response as it was posted.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="SamlException">It is refused.</exception>
    public SamlAssertion Verify(string base64, DateTimeOffset now)
    {
        var root = Read(base64);
        var names = new XmlNamespaceManager(root.OwnerDocument.NameTable);
        names.AddNamespace("samlp", SamlNames.Protocol);
        names.AddNamespace("saml", SamlNames.Assertion);
        names.AddNamespace("ds", SamlNames.Signature);
        var assertion = OnlyAssertion(root, names);
        JudgeSignatures(root, assertion, names, now);

        var result = new SamlAssertion(assertion, names);
        if (result.Issuer != metadata.EntityId || (root.SelectSingleNode("saml:Issuer", names) is { } issuer && issuer.InnerText.Trim() != metadata.EntityId))
            throw new SamlException(SamlFault.WrongIssuer);
        if (root.SelectSingleNode("samlp:Status/samlp:StatusCode/@Value", names)?.Value != SamlNames.Success)
            throw new SamlException(SamlFault.NotSuccessful);
        if (root.GetAttribute("Destination") is { Length: > 0 } destination && !recipients.Contains(destination))
            throw new SamlException(SamlFault.WrongRecipient);
        JudgeTimes(result, assertion, now);
        JudgeSubject(result, now);
        JudgeConditions(result, now);
        return result;
    }

    private static XmlElement Read(string base64)
    {
        try
        {
            var root = SafeXml.Read(Encoding.UTF8.GetString(Convert.FromBase64String(base64))).DocumentElement!;
            return root is { LocalName: "Response", NamespaceURI: SamlNames.Protocol } ? root : throw new SamlException(SamlFault.Malformed);
        }
        catch (Exception e) when (e is XmlException or FormatException)
        {
            throw new SamlException(SamlFault.Malformed);
        }
    }

    // One assertion, in its place, and no two elements of one id: that leaves a wrapped one nowhere to stand.
    private static XmlElement OnlyAssertion(XmlElement root, XmlNamespaceManager names)
    {
        var all = root.SelectNodes("//saml:Assertion", names)!;
        var ids = root.SelectNodes("//@*")!.OfType<XmlAttribute>().Where(static a => IdNames.Contains(a.LocalName)).Select(static a => a.Value).ToList();
        if (all.Count != 1 || all[0] is not XmlElement assertion || assertion.ParentNode != root || root.SelectNodes("//saml:EncryptedAssertion", names)!.Count > 0 ||
            ids.Count != ids.Distinct(StringComparer.Ordinal).Count())
            throw new SamlException(SamlFault.BadSignature);
        return assertion;
    }

    private void JudgeSignatures(XmlElement root, XmlElement assertion, XmlNamespaceManager names, DateTimeOffset now)
    {
        var certificates = metadata.Certificates.Where(c => IsInTime(c, now)).ToList();
        var signatures = root.SelectNodes("//ds:Signature", names)!.OfType<XmlElement>().ToList();
        var owners = signatures.ConvertAll(static s => (XmlElement)s.ParentNode!);
        if (signatures.Count == 0 || owners.Distinct().Count() != owners.Count || owners.Exists(o => o != root && o != assertion) ||
            !signatures.TrueForAll(s => BoundSignature.Verifies((XmlElement)s.ParentNode!, s, certificates)))
            throw new SamlException(SamlFault.BadSignature);
    }

    private static bool IsInTime(X509Certificate2 certificate, DateTimeOffset now) =>
        now.UtcDateTime >= certificate.NotBefore.ToUniversalTime() && now.UtcDateTime < certificate.NotAfter.ToUniversalTime();

    private static void JudgeTimes(SamlAssertion result, XmlElement assertion, DateTimeOffset now)
    {
        var issued = SamlTime.Read(assertion.GetAttribute("IssueInstant")) ?? throw new SamlException(SamlFault.Malformed);
        if (issued > now)
            throw new SamlException(SamlFault.NotYetValid);
        if (now >= issued + RedeemWithin || now >= result.SessionEnds)
            throw new SamlException(SamlFault.Expired);
    }

    private void JudgeSubject(SamlAssertion result, DateTimeOffset now)
    {
        var confirmed = result.Nodes($"saml:Subject/saml:SubjectConfirmation[@Method='{SamlNames.Bearer}']/saml:SubjectConfirmationData").Cast<XmlElement>().ToList();
        if (!confirmed.Exists(c => recipients.Contains(c.GetAttribute("Recipient"))))
            throw new SamlException(SamlFault.WrongRecipient);
        if (!confirmed.Exists(c => recipients.Contains(c.GetAttribute("Recipient")) && now < SamlTime.Read(c.GetAttribute("NotOnOrAfter"))))
            throw new SamlException(SamlFault.Expired);
    }

    private void JudgeConditions(SamlAssertion result, DateTimeOffset now)
    {
        if (result.Nodes("saml:Conditions").ToList() is not [XmlElement conditions])
            throw new SamlException(SamlFault.Malformed);
        if (now < SamlTime.Read(conditions.GetAttribute("NotBefore")))
            throw new SamlException(SamlFault.NotYetValid);
        if (now >= SamlTime.Read(conditions.GetAttribute("NotOnOrAfter")))
            throw new SamlException(SamlFault.Expired);
        var restrictions = result.Nodes("saml:Conditions/saml:AudienceRestriction").ToList();
        if (restrictions.Count == 0 || !restrictions.TrueForAll(r => result.Within(r, "saml:Audience").Any(audiences.Contains)))
            throw new SamlException(SamlFault.WrongAudience);
    }
}
