using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Testing.Tests;

/// <summary>Over users, ports, regions, keys, lives and ages: valid exactly where every part fits.</summary>
public sealed class RdsIamTokenVerifierPropertyTests
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Special = ["a+b", "a b", "%20", "=&=", "日本", "😀"];

    private static readonly Gen<string> Users = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 1, 63], Gen.String[Gen.Char['\u00A1', '\uD7FF'], 1, 20], Gen.Int[0, Special.Length - 1].Select(i => Special[i]));

    [Fact]
    public void Verify_TokenOfAnotherSigner_IsValidWhileItLivesAndForItsUserOnly() =>
        Gen.Select(Users, Users, Gen.Int[1, 65535], Gen.Int[0, 1_000_000_000], Gen.Int[1, 900], Gen.Int[-2, 902], Gen.Bool).Sample(
            (user, other, port, second, life, age, temporary) =>
            {
                var key = RdsIamKey.Generate(temporary);
                var signedAt = Epoch.AddSeconds(second);
                var verifier = new RdsIamTokenVerifier(
                    new JitEndpoint(TokenRecipe.DefaultHost, port), "eu-west-1", new FakeTimeProvider(signedAt.AddSeconds(age)));
                verifier.Add(key);

                var token = new TokenRecipe(key, signedAt) { User = user, Authority = $"{TokenRecipe.DefaultHost}:{port}", Life = $"{life}" }.Sign();

                verifier.Verify(token, user).ShouldBe(age < 0 ? RdsIamVerdict.NotYetValid : age < life ? RdsIamVerdict.Valid : RdsIamVerdict.Expired);
                if (other != user)
                    verifier.Verify(token, other).ShouldBe(RdsIamVerdict.WrongUser);
            },
            iter: 500);

    [Fact]
    public void Verify_AnyText_NeverThrows()
    {
        var verifier = new RdsIamTokenVerifier(new JitEndpoint(TokenRecipe.DefaultHost, 5432), "eu-west-1", new FakeTimeProvider(Epoch));

        Gen.String.Sample(text =>
        {
            verifier.Verify(text, "orders_app").ShouldNotBe(RdsIamVerdict.Valid);
            verifier.Verify($"{TokenRecipe.DefaultHost}:5432/?{text}", "orders_app").ShouldNotBe(RdsIamVerdict.Valid);
        });
    }
}
