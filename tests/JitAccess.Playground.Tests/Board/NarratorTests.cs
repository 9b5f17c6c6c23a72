using global::Playground.Board;
using global::Playground.Orders;

namespace JitAccess.Playground.Tests.Board;

public class NarratorTests
{
    [Theory]
    [InlineData("""{"EventId":1000,"LogLevel":"Debug","Category":"JitAccess.Engine","Message":"m","State":{"Reason":"Requested","Generation":7,"ExpiresAt":"no time"}}""", "Generation 7 serves (rotation was asked for), until an unknown time.")]
    [InlineData("""{"EventId":1003,"LogLevel":"Information","Category":"JitAccess.Engine","Message":"m","State":{}}""", "Refreshes work again.")]
    [InlineData("""{"EventId":4008,"LogLevel":"Warning","Category":"JitAccess.Npgsql","Message":"Sessions were ended","State":{}}""", "Sessions were ended")]
    [InlineData("""{"EventId":1901,"LogLevel":"Information","Category":"JitAccess.Audit","Message":"m","State":{"AgeSeconds":1.5}}""", null)]
    [InlineData("""{"EventId":4002,"LogLevel":"Warning","Category":"JitAccess.Npgsql","Message":"long","State":{}}""", null)]
    [InlineData("""{"EventId":13,"LogLevel":"Error","Category":"Microsoft.AspNetCore","Message":"not ours","State":{}}""", null)]
    public void Tell_OfAnEvent_IsASentenceOrNothing(string json, string? sentence) =>
        Narrator.Tell(LogLine.Parse(json)!).ShouldBe(sentence);

    [Theory]
    [InlineData("Unhandled exception.")]
    [InlineData("{ not json")]
    [InlineData("")]
    public void Parse_OfWhatIsNoLogLine_IsNothing(string line) => LogLine.Parse(line).ShouldBeNull();

    [Fact]
    public void Parse_OfALine_GivesItsValuesAndItsText()
    {
        var line = LogLine.Parse("""{"EventId":9,"LogLevel":"Error","Category":"C","Message":"failed","Exception":"System.Exception: why","State":{"Count":3}}""")!;

        line["Count"].ShouldBe("3");
        line["Other"].ShouldBe("");
        line.ToString().ShouldBe("Error C[9]: failed\nSystem.Exception: why");
    }
}
