namespace JitAccess.Tests;

public class JitEndpointTests
{
    [Theory]
    [InlineData("db.example.com:5432", "db.example.com", 5432)]
    [InlineData("[::1]:5433", "::1", 5433)]
    [InlineData("127.0.0.1:65535", "127.0.0.1", 65535)]
    public void Parse_HostAndPort_ReadsBoth(string text, string host, int port)
    {
        var endpoint = JitEndpoint.Parse(text);

        endpoint.ShouldBe(new JitEndpoint(host, port));
        endpoint.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("db.example.com")]
    [InlineData(":5432")]
    [InlineData("db.example.com:")]
    [InlineData("db.example.com:0")]
    [InlineData("db.example.com:65536")]
    [InlineData("db.example.com:+1")]
    [InlineData("::1:5432")]
    [InlineData("[]:5432")]
    public void TryParse_NoEndpoint_ReturnsFalse(string? text) => JitEndpoint.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Parse_NoEndpoint_SaysWhatToWrite() =>
        Should.Throw<FormatException>(() => JitEndpoint.Parse("orders")).Message.ShouldBe("'orders' is no endpoint; write host:port.");

    [Fact]
    public void Equals_HostsThatDifferInCase_AreEqual()
    {
        new JitEndpoint("DB.example.com", 1).ShouldBe(new JitEndpoint("db.EXAMPLE.com", 1));
        new JitEndpoint("DB.example.com", 1).GetHashCode().ShouldBe(new JitEndpoint("db.EXAMPLE.com", 1).GetHashCode());
        new JitEndpoint("db.example.com", 1).ShouldNotBe(new JitEndpoint("db.example.com", 2));
    }

    [Fact]
    public void Constructor_WithoutArguments_Throws() => Should.Throw<InvalidOperationException>(() => new JitEndpoint());
}
