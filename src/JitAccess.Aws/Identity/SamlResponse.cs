using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace JitAccess.Aws.Identity;

/// <summary>A SAML response on its way to STS. Nobody has verified it: STS will.</summary>
/// <remarks>It is read to refuse what must not be sent, and by nothing that trusts it: the one assertion in it must be for AWS, not have ended, and
/// offer the role that is configured.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class SamlResponse
{
    // STS takes no longer one.
    public const int MaxLength = 100_000;
    private const string RoleAttribute = "https://aws.amazon.com/SAML/Attributes/Role";

    private static readonly XNamespace Assertion = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static readonly XNamespace Protocol = "urn:oasis:names:tc:SAML:2.0:protocol";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _text;

    private SamlResponse(string text, DateTimeOffset? sessionEnd)
    {
        _text = text;
        SessionEnd = sessionEnd;
    }

    /// <summary>Gets when sessions that come of it end at the latest, if it says.</summary>
    public DateTimeOffset? SessionEnd { get; }

    /// <summary>Reads a response.</summary>
    /// <param name="text">The response, in base64.</param>
    /// <param name="origin">Where it comes from, as the subject of a sentence.</param>
    /// <param name="roleArn">The role that it must offer.</param>
    /// <param name="providerArn">The provider that it must offer it by.</param>
    /// <param name="audience">For whom it must be.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="JitProviderException">It must not be sent.</exception>
    public static SamlResponse Require(string text, string origin, string roleArn, string providerArn, string audience, DateTimeOffset now)
    {
        var assertion = Parse(text, origin);
        RequireTime(assertion, origin, now);
        var audiences = assertion.Descendants(Assertion + "Audience").Select(TextOf).ToList();
        if (audiences.Count == 0 || audiences.Exists(a => a != audience))
            throw Misconfigured($"{origin} is not for '{audience}' alone. Nothing was sent; correct {nameof(SamlOptions.Audience)}, or the identifier of the application that issues it.");
        var offered = Roles(assertion).ToList();
        if (offered.Count(o => o == (roleArn, providerArn)) != 1)
            throw Misconfigured($"{origin} does not offer role '{roleArn}' of provider '{providerArn}' exactly once, among {offered.Count}. Nothing was sent; compare the "
                + $"attribute '{RoleAttribute}' of the application that issues it with {nameof(SamlOptions.RoleArn)} and {nameof(SamlOptions.ProviderArn)}.");
        var ends = assertion.Elements(Assertion + "AuthnStatement").Select(static s => Time(s, "SessionNotOnOrAfter")).ToList();
        return new SamlResponse(text, ends.Min());
    }

    /// <summary>Returns the response, for the one who sends it.</summary>
    public string Reveal() => _text;

    public override string ToString() => $"SamlResponse {{ SessionEnd = {SessionEnd:O} }}";

    private static XElement Parse(string text, string origin)
    {
        if (text.Length > MaxLength)
            throw Misconfigured($"{origin} is longer than {MaxLength} characters, which STS does not take. Nothing was sent; have fewer attributes or groups put into it.");
        try
        {
            // Neither a DTD nor anything outside is read: entities could reach files and grow without end.
            using var reader = XmlReader.Create(
                new MemoryStream(Convert.FromBase64String(text)),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxLength });
            var root = XDocument.Load(reader).Root!;

            // One assertion, in its place: were there another, STS could judge one and we another.
            if (root.Name == Protocol + "Response" && root.Descendants(Assertion + "Assertion").ToList() is [var assertion] && assertion.Parent == root)
                return assertion;
        }
        catch (Exception e) when (e is FormatException or XmlException or DecoderFallbackException)
        {
        }

        throw Misconfigured($"{origin} is no SAML 2.0 response in base64 with one assertion, unencrypted and without a DTD. Nothing was sent.");
    }

    private static void RequireTime(XElement assertion, string origin, DateTimeOffset now)
    {
        var conditions = assertion.Elements(Assertion + "Conditions").ToList();
        if (conditions is [var condition] && Time(condition, "NotOnOrAfter") is { } end && now < end && !(Time(condition, "NotBefore") > now))
            return;
        throw new JitProviderException(
            JitProviderErrorKind.Transient,
            string.Create(CultureInfo.InvariantCulture, $"{origin} is not valid at {now:O}. Nothing was sent; it must be issued for each exchange, and the clocks must agree."));
    }

    private static IEnumerable<(string Role, string Provider)> Roles(XElement assertion) =>
        from attribute in assertion.Descendants(Assertion + "Attribute")
        where (string?)attribute.Attribute("Name") == RoleAttribute
        from value in attribute.Elements(Assertion + "AttributeValue")
        let pair = TextOf(value).Split(',')
        where pair.Length == 2
        // AWS takes them in either order.
        select pair[0].Contains(":saml-provider/", StringComparison.Ordinal) ? (pair[1].Trim(), pair[0].Trim()) : (pair[0].Trim(), pair[1].Trim());

    // With a comment inside, readers differ in what they take for the text.
    private static string TextOf(XElement element) => element.Nodes().ToList() is [XText text] ? text.Value : "";

    private static DateTimeOffset? Time(XElement element, string name) =>
        DateTimeOffset.TryParse((string?)element.Attribute(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static JitProviderException Misconfigured(string message) => new(JitProviderErrorKind.Misconfigured, message);
}
