using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>SAML responses of an attacker, who holds a genuine one and no key.</summary>
public sealed class StsSamlAttackTests
{
    private const string BadSignature = "InvalidIdentityToken: Response signature invalid";
    private const string Malformed = "InvalidIdentityToken: Invalid base64 SAMLResponse";

    [Fact]
    public async Task Response_Unsigned_IsRefused()
    {
        await using var scene = await SamlScene.StartAsync();

        (await scene.RefusalAsync(scene.Recipe with { SignsAssertion = false })).ShouldBe(BadSignature);
        (await scene.RefusalAsync(scene.Recipe with { After = static d => SamlRecipe.SignatureOf(d).ParentNode!.RemoveChild(SamlRecipe.SignatureOf(d)) })).ShouldBe(BadSignature);
        (await scene.RefusalAsync(scene.Recipe with { After = static d => SamlRecipe.SignatureOf(d).RemoveAll() })).ShouldBe(BadSignature);
    }

    [Theory]
    [InlineData("NameID")]
    [InlineData("AttributeValue")]
    [InlineData("Audience")]
    [InlineData("SignatureValue")]
    [InlineData("DigestValue")]
    public async Task Response_Tampered_IsRefused(string element)
    {
        await using var scene = await SamlScene.StartAsync();

        (await scene.RefusalAsync(scene.Recipe with { After = Tamper })).ShouldBe(BadSignature);
        (await scene.RefusalAsync(scene.Recipe with { SignsAssertion = false, SignsResponse = true, After = Tamper })).ShouldBe(BadSignature);

        void Tamper(XmlDocument document)
        {
            var target = document.GetElementsByTagName("*").OfType<XmlElement>().First(e => e.LocalName == element);
            target.InnerText = element.EndsWith("Value", StringComparison.Ordinal) && element != "AttributeValue" ? "AAAA" + target.InnerText[4..] : "root";
        }
    }

    [Fact]
    public async Task Response_SignedByAnotherKey_IsRefused_WhateverItSaysOfItsKey()
    {
        await using var scene = await SamlScene.StartAsync();
        using var key = RSA.Create(2048);

        (await scene.RefusalAsync(scene.Recipe with { AnotherKey = key })).ShouldBe(BadSignature);
    }

    [Theory]
    [InlineData("http://www.w3.org/2000/09/xmldsig#rsa-sha1", SignedXml.XmlDsigSHA256Url)]
    [InlineData(SignedXml.XmlDsigRSASHA256Url, "http://www.w3.org/2000/09/xmldsig#sha1")]
    public async Task Response_BySha1_IsRefused(string signature, string digest)
    {
        await using var scene = await SamlScene.StartAsync();

        (await scene.RefusalAsync(scene.Recipe with { SignatureMethod = signature, DigestMethod = digest })).ShouldBe(BadSignature);
    }

    [Fact]
    public async Task Response_BySha512_IsAccepted()
    {
        await using var scene = await SamlScene.StartAsync();

        (await scene.AssumeAsync(scene.Recipe with { SignatureMethod = SignedXml.XmlDsigRSASHA512Url, DigestMethod = SignedXml.XmlDsigSHA512Url })).Credentials.ShouldNotBeNull();
    }

    [Fact]
    public async Task Response_ByAShortKey_IsRefused()
    {
        await using var scene = await SamlScene.StartAsync();
        using var weak = SamlRecipe.NewCertificate(scene.Scene.Time.GetUtcNow(), 1024);
        scene.Scene.Aws.WriteSamlProvider(AwsScene.Account, "idp", SamlRecipe.Metadata(weak));

        (await scene.RefusalAsync(scene.Recipe with { Certificate = weak })).ShouldBe(BadSignature);
    }

    [Theory]
    [InlineData("hmac")]
    [InlineData("inclusive canonicalization")]
    [InlineData("whole document")]
    [InlineData("xpath")]
    [InlineData("xslt")]
    [InlineData("base64")]
    [InlineData("external reference")]
    [InlineData("no reference")]
    [InlineData("two references")]
    public async Task Response_WhoseSignatureUsesWhatNoIssuerNeeds_IsRefused(string what)
    {
        await using var scene = await SamlScene.StartAsync();
        var recipe = what switch
        {
            "inclusive canonicalization" => scene.Recipe with { Canonicalization = SignedXml.XmlDsigC14NTransformUrl },
            _ => scene.Recipe with { After = d => Change(d, what) },
        };

        (await scene.RefusalAsync(recipe)).ShouldBe(BadSignature);
    }

    [Theory]
    [InlineData("evil first")]
    [InlineData("evil last")]
    [InlineData("genuine in the evil one's signature")]
    [InlineData("genuine in an object")]
    [InlineData("genuine in an extension, evil in its place")]
    [InlineData("evil with the genuine id")]
    [InlineData("genuine response in the evil response")]
    public async Task Response_Wrapped_IsRefused(string how)
    {
        await using var scene = await SamlScene.StartAsync();
        var recipe = scene.Recipe with
        {
            SignsAssertion = how != "genuine response in the evil response",
            SignsResponse = how == "genuine response in the evil response",
            After = d => Wrap(d, how),
        };

        (await scene.RefusalAsync(recipe)).ShouldBe(BadSignature);
    }

    [Theory]
    [InlineData("ada@example.com<!-- -->.evil.example.com")]
    [InlineData("ada@example.com<?x?>.evil.example.com")]
    [InlineData("ada@example.com<![CDATA[.evil.example.com]]>")]
    public async Task Response_WithANodeInsideTheName_IsRefused_ThoughItIsRightlySigned(string name)
    {
        await using var scene = await SamlScene.StartAsync();

        (await scene.RefusalAsync(scene.Recipe with { NameId = name })).ShouldBe(Malformed);
    }

    [Theory]
    [InlineData("""<!DOCTYPE r [<!ENTITY a "x">]>""")]
    [InlineData("""<!DOCTYPE r SYSTEM "http://127.0.0.1:9/evil.dtd">""")]
    [InlineData("""<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>""")]
    [InlineData("""<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>""")]
    [InlineData("<?xml-stylesheet href='x'?>")]
    public async Task Response_WithADocumentTypeOrInstruction_IsRefused(string prologue)
    {
        await using var scene = await SamlScene.StartAsync();

        (await scene.RefusalAsync(scene.Recipe with { Prologue = prologue })).ShouldBe(Malformed);
    }

    [Fact]
    public async Task Response_WithAnEntityBomb_IsRefused()
    {
        await using var scene = await SamlScene.StartAsync();
        var bomb = new StringBuilder("<!DOCTYPE r [<!ENTITY e0 \"ha\">");
        for (var i = 1; i < 30; i++)
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"<!ENTITY e{i} \"&e{i - 1};&e{i - 1};\">");
        bomb.Append("]><r>&e29;</r>");

        var error = await Should.ThrowAsync<Amazon.SecurityToken.Model.InvalidIdentityTokenException>(
            () => scene.AssumeAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(bomb.ToString()))));

        error.Message.ShouldBe("Invalid base64 SAMLResponse");
    }

    [Theory]
    [InlineData("%%%%")]
    [InlineData("bm90IFhNTA==")]
    [InlineData("PGEvPg==")]
    public async Task Response_ThatIsNone_IsRefused(string response)
    {
        await using var scene = await SamlScene.StartAsync();

        await Should.ThrowAsync<Amazon.SecurityToken.Model.InvalidIdentityTokenException>(() => scene.AssumeAsync(response));
    }

    [Fact]
    public async Task Response_ThatIsVeryDeepOrLong_IsRefused_AndTheServerLives()
    {
        await using var scene = await SamlScene.StartAsync();

        (await scene.RefusalAsync(scene.Recipe with { Before = static d => Nest(d, 70) })).ShouldBe(Malformed);
        var error = await Should.ThrowAsync<Amazon.SecurityToken.AmazonSecurityTokenServiceException>(() => scene.AssumeAsync(new string('A', 100_001)));

        error.ErrorCode.ShouldBe("ValidationError");
        (await scene.AssumeAsync(scene.Recipe with { Before = static d => Nest(d, 7) })).Credentials.ShouldNotBeNull();
    }

    private static void Nest(XmlDocument document, int depth)
    {
        XmlNode inner = document.DocumentElement!;
        for (var i = 0; i < depth; i++)
            inner = inner.AppendChild(document.CreateElement("a"))!;
    }

    private static void Change(XmlDocument document, string what)
    {
        var signature = SamlRecipe.SignatureOf(document);
        var reference = Child("Reference");
        var transform = (XmlElement)Child("Transforms").LastChild!;
        switch (what)
        {
            case "hmac":
                Child("SignatureMethod").SetAttribute("Algorithm", SignedXml.XmlDsigHMACSHA1Url);
                break;
            case "whole document":
                reference.SetAttribute("URI", "");
                break;
            case "xpath":
                transform.SetAttribute("Algorithm", SignedXml.XmlDsigXPathTransformUrl);
                break;
            case "xslt":
                transform.SetAttribute("Algorithm", SignedXml.XmlDsigXsltTransformUrl);
                break;
            case "base64":
                transform.SetAttribute("Algorithm", SignedXml.XmlDsigBase64TransformUrl);
                break;
            case "external reference":
                reference.SetAttribute("URI", "http://127.0.0.1:9/evil.xml");
                break;
            case "no reference":
                reference.ParentNode!.RemoveChild(reference);
                break;
            default:
                reference.ParentNode!.AppendChild(reference.CloneNode(true));
                break;
        }

        XmlElement Child(string name) => (XmlElement)signature.GetElementsByTagName(name, SignedXml.XmlDsigNamespaceUrl)[0]!;
    }

    private static XmlElement Named(XmlElement assertion) => assertion.GetElementsByTagName("*").OfType<XmlElement>().Single(static e => e.LocalName == "NameID");

    // The places where others have looked for what was signed, or for what to believe.
    private static void Wrap(XmlDocument document, string how)
    {
        var root = document.DocumentElement!;
        var genuine = SamlRecipe.AssertionOf(document);
        var evil = (XmlElement)genuine.CloneNode(true);
        Named(evil).InnerText = "root";
        if (how != "evil with the genuine id")
            evil.SetAttribute("ID", "_evil");
        var copied = evil.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl).OfType<XmlElement>().FirstOrDefault()!;
        switch (how)
        {
            case "evil first":
                evil.RemoveChild(copied!);
                root.InsertBefore(evil, genuine);
                break;
            case "evil last" or "evil with the genuine id":
                evil.RemoveChild(copied!);
                root.AppendChild(evil);
                break;
            case "genuine in the evil one's signature":
                root.ReplaceChild(evil, genuine);
                copied!.AppendChild(genuine);
                break;
            case "genuine in an object":
                root.ReplaceChild(evil, genuine);
                copied!.AppendChild(document.CreateElement("Object", SignedXml.XmlDsigNamespaceUrl))!.AppendChild(genuine);
                break;
            case "genuine response in the evil response":
                var response = (XmlElement)root.CloneNode(true);
                root.SetAttribute("ID", "_evil");
                root.AppendChild(document.CreateElement("samlp", "Extensions", "urn:oasis:names:tc:SAML:2.0:protocol"))!.AppendChild(response);
                Named(genuine).InnerText = "root";
                break;
            default:
                root.ReplaceChild(evil, genuine);
                root.InsertBefore(document.CreateElement("samlp", "Extensions", "urn:oasis:names:tc:SAML:2.0:protocol"), evil)!.AppendChild(genuine);
                break;
        }
    }
}
