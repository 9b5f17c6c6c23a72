namespace JitAccess.Aws.Tests.Signing;

public sealed class RdsTokenSignerVectorTests
{
    [Fact]
    public void Vectors_All_AreRead() => TokenVector.All.Count.ShouldBe(13);

    [Theory]
    [MemberData(nameof(TokenVector.Ids), MemberType = typeof(TokenVector))]
    public void Sign_PublishedVector_EqualsItByteForByte(string id)
    {
        var vector = TokenVector.All[id];

        var token = vector.Sign();

        token.ShouldBe(vector.CanonicalToken);
        token.ShouldEndWith("&X-Amz-Signature=" + vector.Signature);
    }
}
