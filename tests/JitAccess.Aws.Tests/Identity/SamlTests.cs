using System.Text;
using System.Xml.Linq;
using JitAccess.Testing;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>A SAML response, exchanged at STS; what must not be sent is not, and the rest is STS' to judge.</summary>
public sealed class SamlTests : IAsyncLifetime
{
    private static readonly XNamespace Assertion = "urn:oasis:names:tc:SAML:2.0:assertion";

    private IdentityScene _scene = null!;
    private EntraEmulatorSamlApplication _application = null!;
    private string _provider = "";

    public async ValueTask InitializeAsync()
    {
        _scene = await IdentityScene.StartAsync();
        _application = _scene.Entra.CreateSamlApplication(Guid.NewGuid());
        _provider = _scene.Aws.WriteSamlProvider(IdentityScene.Account, "entra", _application.Metadata);
        _scene.Aws.WriteRole(IdentityScene.RoleArn, new() { TrustedSamlProviders = { _provider }, DatabaseUserNames = { IdentityScene.UserName } });
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Response_OfThePerson_LogsIn()
    {
        var provider = Provider(() => Response());

        _scene.ShouldLogIn(await IdentityScene.MintAsync(provider));

        _scene.Logs.GetSnapshot().ShouldContain(r => r.Message.Contains("STS role orders 60 min → RDS token 15 min", StringComparison.Ordinal));
        provider.Identity.ToString().ShouldContain("aws-saml");
    }

    [Fact]
    public async Task Response_WhoseSignInEnds_EndsTheChain()
    {
        var end = _scene.Time.GetUtcNow().AddMinutes(20);

        var credential = await IdentityScene.MintAsync(Provider(() => Response(r => r.SessionNotOnOrAfter = end)));

        _scene.ShouldLogIn(credential);
        _scene.Logs.GetSnapshot().ShouldContain(r => r.Message.Contains("SAML sign-in 20 min → STS role orders", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Response_ThenARole_IsAChain()
    {
        _scene.Aws.WriteRole(IdentityScene.NextRoleArn, new() { TrustedPrincipals = { IdentityScene.RoleArn }, DatabaseUserNames = { IdentityScene.UserName } });

        _scene.ShouldLogIn(await IdentityScene.MintAsync(Provider(() => Response(), o => o.ThenAssumeRole(r => r.RoleArn = IdentityScene.NextRoleArn))));
    }

    [Fact]
    public async Task Certificate_RolledOver_CostsNoLogin()
    {
        var provider = Provider(() => Response());
        await IdentityScene.MintAsync(provider);
        var next = _application.AddCertificate();
        _scene.Aws.WriteSamlProvider(IdentityScene.Account, "entra", _application.Metadata);
        _application.Activate(next);
        _scene.Time.Advance(TimeSpan.FromHours(1));

        _scene.ShouldLogIn(await IdentityScene.MintAsync(provider));
    }

    [Fact]
    public async Task Role_AmongOthers_IsPicked() => _scene.ShouldLogIn(await IdentityScene.MintAsync(Provider(() => Response(r =>
    {
        r.Roles.Insert(0, $"arn:aws:iam::123456789012:role/admin,{_provider}");
        r.Roles.Add($"arn:aws:iam::123456789012:role/other,{_provider}");
    }))));

    [Theory]
    [InlineData("none", "exactly once, among 0")]
    [InlineData("another", "exactly once, among 1")]
    [InlineData("twice", "exactly once, among 2")]
    [InlineData("another provider", "exactly once, among 1")]
    [InlineData("audience", "is not for 'urn:amazon:webservices' alone")]
    [InlineData("expired", "is not valid at")]
    [InlineData("not yet", "is not valid at")]
    public async Task Response_ThatIsNotForThis_IsNotSent(string what, string expected)
    {
        var response = Response(r =>
        {
            switch (what)
            {
                case "none":
                    r.Roles.Clear();
                    break;
                case "another":
                    r.Roles[0] = $"arn:aws:iam::123456789012:role/another,{_provider}";
                    break;
                case "twice":
                    r.Roles.Add(r.Roles[0]);
                    break;
                case "another provider":
                    r.Roles[0] = $"{IdentityScene.RoleArn},arn:aws:iam::123456789012:saml-provider/another";
                    break;
                case "audience":
                    r.Audience = "https://signin.example.com";
                    break;
                case "expired":
                    r.IssuedAt = _scene.Time.GetUtcNow().AddHours(-2);
                    break;
                default:
                    r.IssuedAt = _scene.Time.GetUtcNow().AddHours(2);
                    break;
            }
        });

        (await NotSentAsync(response)).Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("no base64")]
    [InlineData("no XML")]
    [InlineData("another document")]
    [InlineData("DTD")]
    [InlineData("entity bomb")]
    [InlineData("external entity")]
    [InlineData("wrapped")]
    [InlineData("evil assertion first")]
    [InlineData("no assertion")]
    public async Task Document_ThatIsNoResponse_IsNotSent(string what)
    {
        const string Bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
        var xml = Encoding.UTF8.GetString(Convert.FromBase64String(Response()));
        var response = what switch
        {
            "empty" => "",
            "no base64" => xml,
            "no XML" => Encode("response"),
            "another document" => Encode("<html/>"),
            "DTD" => Encode("<!DOCTYPE r>" + xml),
            "entity bomb" => Encode(Bomb + xml.Replace("</", "&b;</", StringComparison.Ordinal)),
            "external entity" => Encode("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + xml),
            _ => Encode(Changed(xml, what)),
        };

        (await NotSentAsync(response)).Message.ShouldContain("is no SAML 2.0 response in base64 with one assertion");
    }

    [Fact]
    public async Task Comment_InsideARole_IsNotReadOver()
    {
        var xml = Encoding.UTF8.GetString(Convert.FromBase64String(Response()));

        var error = await NotSentAsync(Encode(xml.Replace("role/orders,", "role/orders<!-- -->,", StringComparison.Ordinal)));

        error.Message.ShouldContain("does not offer role");
    }

    [Fact]
    public async Task Response_LongerThanStsTakes_IsNotSent() =>
        (await NotSentAsync(new string('a', 100_001))).Message.ShouldContain("is longer than 100000 characters");

    [Theory]
    [InlineData("unsigned")]
    [InlineData("tampered")]
    [InlineData("another key")]
    public async Task Response_ThatOnlyStsCanJudge_IsDeniedAndNotRepeated(string what)
    {
        var xml = Encoding.UTF8.GetString(Convert.FromBase64String(Response()));
        var response = what switch
        {
            "unsigned" => Encode(Unsigned(xml)),
            "tampered" => Encode(xml.Replace("ada@example.com", "eve@example.com", StringComparison.Ordinal)),
            _ => Fill(new EntraEmulatorSamlResponse { NameId = "ada@example.com" }, _scene.Entra.CreateSamlApplication(Guid.NewGuid())),
        };

        var error = await Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(Provider(() => response)));

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.ToString().ShouldNotContain(response[^64..]);
        _scene.Aws.Sts.CountServed("AssumeRoleWithSAML").ShouldBe(0);
    }

    [Fact]
    public async Task Response_OfAFileThatIsReplaced_IsReadAtEachExchange()
    {
        var file = Path.GetTempFileName();
        foreach (var (key, value) in (IEnumerable<(string, string)>)[("RoleArn", IdentityScene.RoleArn), ("ProviderArn", _provider), ("ResponseFile", file)])
            _scene.Settings[$"JitAccess:Databases:orders:RdsIam:Saml:{key}"] = value;
        await File.WriteAllTextAsync(file, Response() + "\n", IdentityScene.Cancellation);
        var provider = _scene.Provider();
        _scene.ShouldLogIn(await IdentityScene.MintAsync(provider));
        _scene.Time.Advance(TimeSpan.FromHours(2));

        var error = await Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(provider));
        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain($"ResponseFile '{file}' is not valid at");
        await File.WriteAllTextAsync(file, Response(), IdentityScene.Cancellation);
        _scene.Time.Advance(TimeSpan.FromSeconds(10));

        _scene.ShouldLogIn(await IdentityScene.MintAsync(provider));
        File.Delete(file);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Response_FromNobodyOrFromTwo_FailsTheStart(bool two) =>
        Should.Throw<Microsoft.Extensions.Options.OptionsValidationException>(() => _scene.Provider(o => o.UseSaml(s =>
        {
            (s.RoleArn, s.ProviderArn) = (IdentityScene.RoleArn, _provider);
            if (!two)
                return;
            s.ResponseFile = "/run/response";
            s.UseResponse(_ => new(Response()));
        }))).Message.ShouldContain("needs one source of the response; set ResponseFile, or call UseResponse()");

    [Fact]
    public async Task Delegate_ThatFails_IsTransientAndItsTypeNamed()
    {
        var error = await Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(Provider(() => throw new InvalidOperationException("secret"))));

        error.Kind.ShouldBe(JitProviderErrorKind.Transient);
        error.Message.ShouldContain("UseResponse() failed with InvalidOperationException");
        error.Message.ShouldNotContain("secret");
    }

    private string Response(Action<EntraEmulatorSamlResponse>? configure = null)
    {
        var response = new EntraEmulatorSamlResponse { NameId = "ada@example.com", RoleSessionName = "ada" };
        response.Roles.Add($"{IdentityScene.RoleArn},{_provider}");
        configure?.Invoke(response);
        return _application.CreateResponse(response);
    }

    private string Fill(EntraEmulatorSamlResponse response, EntraEmulatorSamlApplication application)
    {
        response.RoleSessionName = "ada";
        response.Roles.Add($"{IdentityScene.RoleArn},{_provider}");
        return application.CreateResponse(response);
    }

    private static string Encode(string xml) => Convert.ToBase64String(Encoding.UTF8.GetBytes(xml));

    private static string Unsigned(string xml)
    {
        var document = XDocument.Parse(xml, LoadOptions.PreserveWhitespace);
        document.Descendants(XName.Get("Signature", "http://www.w3.org/2000/09/xmldsig#")).ToList().ForEach(static s => s.Remove());
        return document.ToString(SaveOptions.DisableFormatting);
    }

    private static string Changed(string xml, string what)
    {
        var document = XDocument.Parse(xml, LoadOptions.PreserveWhitespace);
        var assertion = document.Root!.Elements(Assertion + "Assertion").Single();
        switch (what)
        {
            case "wrapped":
                assertion.Remove();
                document.Root.Add(new XElement("Extensions", assertion));
                break;
            case "evil assertion first":
                assertion.AddBeforeSelf(new XElement(assertion));
                break;
            default:
                assertion.Remove();
                break;
        }

        return document.ToString(SaveOptions.DisableFormatting);
    }

    private async Task<JitProviderException> NotSentAsync(string response)
    {
        var error = await Should.ThrowAsync<JitProviderException>(() => IdentityScene.MintAsync(Provider(() => response)));
        error.Message.ShouldContain("Nothing was sent");
        _scene.Aws.Sts.Requests.ShouldBeEmpty();
        return error;
    }

    private IJitCredentialProvider Provider(Func<string> response, Action<RdsIamOptions>? configure = null) => _scene.Provider(o =>
    {
        o.UseSaml(s =>
        {
            (s.RoleArn, s.ProviderArn) = (IdentityScene.RoleArn, _provider);
            s.UseResponse(_ => new(response()));
        });
        configure?.Invoke(o);
    });
}
