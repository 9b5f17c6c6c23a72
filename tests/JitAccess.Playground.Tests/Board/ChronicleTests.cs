using global::Playground.Board;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Playground.Tests.Board;

public class ChronicleTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Chronicle _chronicle;

    public ChronicleTests() => _chronicle = new Chronicle(_time);

    [Fact]
    public void After_ANumber_ReturnsWhatCameSince()
    {
        _chronicle.Add(Kinds.Service, "one");
        _chronicle.Add(Kinds.You, "two", 1000);

        _chronicle.After(0).Select(h => (h.Id, h.Text)).ShouldBe([(1, "one"), (2, "two")]);
        _chronicle.After(1).ShouldHaveSingleItem().EventId.ShouldBe(1000);
        _chronicle.After(2).ShouldBeEmpty();
    }

    [Fact]
    public void After_ANumberOfAnotherRun_ReturnsEverything()
    {
        _chronicle.Add(Kinds.Service, "one");

        _chronicle.After(500).ShouldHaveSingleItem().Text.ShouldBe("one");
    }

    [Fact]
    public void Add_Many_KeepsTheLastTwoHundred()
    {
        for (var i = 1; i <= 1000; i++)
            _chronicle.Add(Kinds.Service, $"{i}");

        _chronicle.After(0).Count.ShouldBe(200);
        _chronicle.After(0)[0].Id.ShouldBe(801);
    }

    [Fact]
    public void Add_TheSameAgain_TakesOnePlaceAndIsNews()
    {
        _chronicle.Add(Kinds.You, "pressed");
        _chronicle.Add(Kinds.Warning, "refused", 1902);
        var seen = _chronicle.After(0)[^1].Id;
        for (var i = 0; i < 1000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _chronicle.Add(Kinds.Warning, "refused", 1902);
        }

        _chronicle.After(0).Select(h => (h.Text, h.Times)).ShouldBe([("pressed", 1), ("refused", 1001)]);
        var again = _chronicle.After(seen).ShouldHaveSingleItem();
        (again.Times, again.At).ShouldBe((1001, _time.GetUtcNow()));
        _chronicle.After(again.Id).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Kinds.Service, "refused", 1902)]
    [InlineData(Kinds.Warning, "gave up", 1902)]
    [InlineData(Kinds.Warning, "refused", null)]
    public void Add_SomethingElseBetween_BothAreKept(string kind, string text, int? eventId)
    {
        _chronicle.Add(Kinds.Warning, "refused", 1902);
        _chronicle.Add(kind, text, eventId);
        _chronicle.Add(Kinds.Warning, "refused", 1902);

        _chronicle.After(0).Select(h => (h.Id, h.Times)).ShouldBe([(1, 1), (2, 1), (3, 1)]);
    }
}
