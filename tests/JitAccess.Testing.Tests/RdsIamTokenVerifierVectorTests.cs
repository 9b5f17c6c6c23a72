using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Testing.Tests;

/// <summary>Tokens that other SDKs published are judged as the services judge them.</summary>
public sealed class RdsIamTokenVerifierVectorTests
{
    [Theory]
    [MemberData(nameof(TokenVector.RdsIds), MemberType = typeof(TokenVector))]
    public void Verify_PublishedToken_IsValidInThePublishedAndInTheSortedOrder(string id)
    {
        var vector = TokenVector.Get(id);
        var verifier = Verifier(vector);

        verifier.Verify(vector.PublishedToken, vector.User!).ShouldBe(RdsIamVerdict.Valid);
        verifier.Verify(vector.CanonicalToken, vector.User!).ShouldBe(RdsIamVerdict.Valid);
    }

    [Theory]
    [MemberData(nameof(TokenVector.RdsIds), MemberType = typeof(TokenVector))]
    public void Verify_PublishedTokenInAnyRotationOfItsParameters_IsValid(string id)
    {
        var vector = TokenVector.Get(id);
        var verifier = Verifier(vector);
        var split = vector.PublishedToken.IndexOf("/?", StringComparison.Ordinal) + 2;
        var parameters = vector.PublishedToken[split..].Split('&');

        for (var first = 0; first < parameters.Length; first++)
        {
            var token = vector.PublishedToken[..split] + string.Join('&', [.. parameters[first..], .. parameters[..first]]);
            verifier.Verify(token, vector.User!).ShouldBe(RdsIamVerdict.Valid, token);
        }
    }

    [Theory]
    [MemberData(nameof(TokenVector.RdsIds), MemberType = typeof(TokenVector))]
    public void Verify_PublishedToken_AnyOneCharacterChanged_IsRefused(string id)
    {
        var vector = TokenVector.Get(id);

        Mutations.EachIsRefused(Verifier(vector), vector.PublishedToken, vector.User!);
    }

    [Theory]
    [MemberData(nameof(TokenVector.OtherIds), MemberType = typeof(TokenVector))]
    public void Verify_PublishedDsqlToken_IsMalformed(string id)
    {
        var vector = TokenVector.Get(id);

        Verifier(vector).Verify(vector.PublishedToken, "admin").ShouldBe(RdsIamVerdict.Malformed);
    }

    private static RdsIamTokenVerifier Verifier(TokenVector vector)
    {
        var verifier = new RdsIamTokenVerifier(new JitEndpoint(vector.Host, vector.Port ?? 5432), vector.Region, new FakeTimeProvider(vector.Time));
        verifier.Add(new RdsIamKey(vector.AccessKey, vector.SecretKey, vector.SessionToken));
        return verifier;
    }
}
