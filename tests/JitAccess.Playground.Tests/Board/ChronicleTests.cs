using global::Playground.Board;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Playground.Tests.Board;

public class ChronicleTests
{
    private readonly Chronicle _chronicle = new(new FakeTimeProvider());

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
}
