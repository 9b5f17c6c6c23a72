using System.Net;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace JitAccess.Testing.Tests.Aws;

/// <summary>SAML responses that are what they should be, or are not for here, not now, or not for this role.</summary>
public sealed class StsSamlTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task AssumeRoleWithSAML_WithASignedResponse_IssuesCredentials(bool signsAssertion, bool signsResponse)
    {
        await using var scene = await SamlScene.StartAsync();

        var answer = await scene.AssumeAsync(scene.Recipe with { SignsAssertion = signsAssertion, SignsResponse = signsResponse }, r => r.DurationSeconds = 7200);

        answer.AssumedRoleUser.Arn.ShouldBe("arn:aws:sts::123456789012:assumed-role/orders/ada@example.com");
        (answer.Subject, answer.SubjectType, answer.Issuer, answer.Audience).ShouldBe(("ada@example.com", "unspecified", SamlRecipe.EntityId, SamlRecipe.SignIn));
        answer.NameQualifier.ShouldNotBeNullOrEmpty();
        answer.Credentials.Expiration!.Value.ToUniversalTime().ShouldBe(scene.Scene.Time.GetUtcNow().AddHours(2).UtcDateTime);
        (await scene.Scene.Sts(AwsScene.Session(answer.Credentials)).GetCallerIdentityAsync(new(), AwsScene.Cancellation)).Arn.ShouldBe(answer.AssumedRoleUser.Arn);
    }

    [Theory]
    [InlineData("audience", "InvalidIdentityToken: Response does not contain the required audience.")]
    [InlineData("no audience", "InvalidIdentityToken: Response does not contain the required audience.")]
    [InlineData("recipient", "InvalidIdentityToken: Response does not contain the required recipient.")]
    [InlineData("destination", "InvalidIdentityToken: Response does not contain the required recipient.")]
    [InlineData("issuer", "InvalidIdentityToken: Issuer not present in specified provider")]
    [InlineData("status", "IDPRejectedClaim: The identity provider reported that authentication failed.")]
    [InlineData("five minutes", "ExpiredTokenException: Token must be redeemed within 5 minutes of issuance")]
    [InlineData("conditions over", "ExpiredTokenException: Token must be redeemed within 5 minutes of issuance")]
    [InlineData("confirmation over", "ExpiredTokenException: Token must be redeemed within 5 minutes of issuance")]
    [InlineData("not yet", "InvalidIdentityToken: The SAML response is not yet valid.")]
    [InlineData("from the future", "InvalidIdentityToken: The SAML response is not yet valid.")]
    [InlineData("no session name", "InvalidIdentityToken: RoleSessionName is required in AuthnResponse")]
    [InlineData("session name", "InvalidIdentityToken: RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")]
    [InlineData("another role", "AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML")]
    [InlineData("another provider's pair", "AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML")]
    [InlineData("source identity", "AccessDenied: Not authorized to perform sts:SetSourceIdentity")]
    [InlineData("reserved source identity", "InvalidIdentityToken: Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"")]
    public async Task AssumeRoleWithSAML_WithAResponseThatIsWrongInOnePoint_IsRefused(string what, string words)
    {
        await using var scene = await SamlScene.StartAsync();
        var now = scene.Scene.Time.GetUtcNow();
        var recipe = what switch
        {
            "audience" => scene.Recipe with { Audience = "<saml:Audience>https://another.example.com</saml:Audience>" },
            "no audience" => scene.Recipe with { Audience = "" },
            "recipient" => scene.Recipe with { Recipient = "https://another.example.com/saml" },
            "destination" => scene.Recipe with { Destination = "https://another.example.com/saml" },
            "issuer" => scene.Recipe with { Issuer = "https://another.example.com/" },
            "status" => scene.Recipe with { Status = "urn:oasis:names:tc:SAML:2.0:status:Responder" },
            "five minutes" => scene.Recipe with { IssuedAt = now.AddMinutes(-5) },
            "conditions over" => scene.Recipe with { NotOnOrAfter = now },
            "confirmation over" => scene.Recipe with { ConfirmedUntil = now },
            "not yet" => scene.Recipe with { NotBefore = now.AddSeconds(1) },
            "from the future" => scene.Recipe with { IssuedAt = now.AddSeconds(1), NotBefore = now },
            "no session name" => scene.Recipe with { SessionName = null },
            "session name" => scene.Recipe with { SessionName = "ada lovelace" },
            "another role" => scene.Recipe with { Role = $"arn:aws:iam::123456789012:role/another,{SamlRecipe.ProviderArn}" },
            "another provider's pair" => scene.Recipe with { Role = $"{AwsScene.RoleArn},arn:aws:iam::123456789012:saml-provider/another" },
            "source identity" => scene.Recipe with { Extra = SourceIdentity("ada") },
            _ => scene.Recipe with { Extra = SourceIdentity("aws:ada") },
        };

        (await scene.RefusalAsync(recipe)).ShouldBe(words);
    }

    [Fact]
    public async Task AssumeRoleWithSAML_WithAPairInTheOtherOrder_IsAccepted()
    {
        await using var scene = await SamlScene.StartAsync();

        (await scene.AssumeAsync(scene.Recipe with { Role = $"{SamlRecipe.ProviderArn}, {AwsScene.RoleArn}" })).Credentials.ShouldNotBeNull();
    }

    [Fact]
    public async Task AssumeRoleWithSAML_OfARoleThatTrustsAnother_OrOfNoProvider_IsRefused()
    {
        await using var scene = await SamlScene.StartAsync();
        scene.Scene.Aws.WriteRole(AwsScene.RoleArn, new());
        (await scene.RefusalAsync(scene.Recipe)).ShouldBe("AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML");

        var error = await Should.ThrowAsync<InvalidIdentityTokenException>(
            () => scene.AssumeAsync(scene.Recipe, r => r.PrincipalArn = "arn:aws:iam::123456789012:saml-provider/missing"));

        error.Message.ShouldBe("Specified provider doesn't exist");
    }

    [Fact]
    public async Task AssumeRoleWithSAML_BeyondTheRolesLimit_IsRefused()
    {
        await using var scene = await SamlScene.StartAsync();

        var error = await Should.ThrowAsync<AmazonSecurityTokenServiceException>(() => scene.AssumeAsync(scene.Recipe, r => r.DurationSeconds = 7201));

        (error.ErrorCode, error.StatusCode).ShouldBe(("ValidationError", HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task AssumeRoleWithSAML_OfAProvider_TrustsTheCertificatesOfItsMetadata_UntilTheyExpire()
    {
        await using var scene = await SamlScene.StartAsync();
        using var next = SamlRecipe.NewCertificate(scene.Scene.Time.GetUtcNow().AddDays(1));
        (await scene.RefusalAsync(scene.Recipe with { Certificate = next })).ShouldBe("InvalidIdentityToken: Response signature invalid");

        scene.Scene.Aws.WriteSamlProvider(AwsScene.Account, "idp", SamlRecipe.Metadata(scene.Certificate, next));
        (await scene.AssumeAsync(scene.Recipe)).Credentials.ShouldNotBeNull();
        (await scene.AssumeAsync(scene.Recipe with { Certificate = next })).Credentials.ShouldNotBeNull();
        scene.Scene.Time.Advance(TimeSpan.FromDays(30));
        (await scene.RefusalAsync(scene.Recipe)).ShouldBe("InvalidIdentityToken: Response signature invalid");
        (await scene.AssumeAsync(scene.Recipe with { Certificate = next })).Credentials.ShouldNotBeNull();
    }

    [Fact]
    public async Task AssumeRoleWithSAML_WithTheSameResponse_IsAcceptedWithinFiveMinutes_UnlessReplayIsRefused()
    {
        await using var scene = await SamlScene.StartAsync();
        var response = scene.Recipe.Build();
        await scene.AssumeAsync(response);
        scene.Scene.Time.Advance(TimeSpan.FromSeconds(299));
        await scene.AssumeAsync(response);
        scene.Scene.Aws.RefusesSamlReplay = true;
        await scene.AssumeAsync(response);

        var replayed = await Should.ThrowAsync<InvalidIdentityTokenException>(() => scene.AssumeAsync(response));
        scene.Scene.Time.Advance(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<ExpiredTokenException>(() => scene.AssumeAsync(response));

        replayed.Message.ShouldBe("The SAML response has been used already");
    }

    [Theory]
    [InlineData("<a/>")]
    [InlineData("not XML")]
    [InlineData("""<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"/>""")]
    [InlineData("""<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="&e;"/>""")]
    public async Task WriteSamlProvider_WithMetadataThatIsNone_Throws(string metadata)
    {
        await using var scene = await AwsScene.StartAsync();

        Should.Throw<ArgumentException>(() => scene.Aws.WriteSamlProvider(AwsScene.Account, "idp", metadata)).Message.ShouldStartWith("Could not parse metadata");
    }

    private static string SourceIdentity(string value) =>
        $"""<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/SourceIdentity"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>""";
}
