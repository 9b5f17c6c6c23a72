namespace JitAccess.Testing.Tests;

/// <summary>All tokens that are one character away from a valid one.</summary>
internal static class Mutations
{
    // Case, digits, and what means something in a token.
    private static readonly char[] Replacements = [.. "aA0fF9%&=/?:+. _-é\0"];

    public static void EachIsRefused(RdsIamTokenVerifier verifier, string token, string user)
    {
        verifier.Verify(token, user).ShouldBe(RdsIamVerdict.Valid);
        for (var i = 0; i < token.Length; i++)
        {
            var flipped = char.IsUpper(token[i]) ? char.ToLowerInvariant(token[i]) : char.ToUpperInvariant(token[i]);
            foreach (var other in Replacements.Append(flipped).Where(c => c != token[i]))
            {
                Refused(token[..i] + other + token[(i + 1)..], i);
                Refused(token[..i] + other + token[i..], i);
            }

            Refused(token[..i] + token[(i + 1)..], i);
            Refused(token[..i], i);
        }

        Refused(token + "&", token.Length);
        Refused(token + "\0", token.Length);

        void Refused(string mutation, int position)
        {
            if (mutation != token)
                verifier.Verify(mutation, user).ShouldNotBe(RdsIamVerdict.Valid, $"changed at {position}: {mutation}");
        }
    }
}
