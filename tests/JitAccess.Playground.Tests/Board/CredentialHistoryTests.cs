using global::Playground.Board;
using global::Playground.Orders;

namespace JitAccess.Playground.Tests.Board;

public class CredentialHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private readonly CredentialHistory _history = new();

    [Fact]
    public void Observe_StatesOfOneGeneration_BecomeSpansFromItsIssueOn()
    {
        _history.Observe(Seen(1, "Fresh"), false, Start.AddSeconds(2));
        _history.Observe(Seen(1, "Fresh"), false, Start.AddSeconds(4));
        _history.Observe(Seen(1, "Advisory"), false, Start.AddSeconds(6));
        _history.Observe(Seen(1, "Advisory"), false, Start.AddSeconds(8));

        var generation = _history.Generations.ShouldHaveSingleItem();
        generation.Spans.ShouldBe([new("Fresh", Start, Start.AddSeconds(6)), new("Advisory", Start.AddSeconds(6), Start.AddSeconds(8))]);
        generation.ReplacedAt.ShouldBeNull();
        generation.UserName.ShouldBe("orders_app");
    }

    [Fact]
    public void Observe_TheNextGeneration_EndsTheOneBefore()
    {
        _history.Observe(Seen(1, "Fresh"), false, Start.AddSeconds(2));
        _history.Observe(Seen(2, "Fresh"), false, Start.AddSeconds(5));

        _history.Generations.Select(g => (g.Number, g.ReplacedAt)).ShouldBe([(1, Start.AddSeconds(5)), (2, null)]);
        _history.Generations[0].Spans.ShouldBe([new("Fresh", Start, Start.AddSeconds(5))]);
    }

    [Fact]
    public void Observe_ARenewal_MovesTheEnd()
    {
        _history.Observe(Seen(1, "Fresh"), false, Start.AddSeconds(2));
        _history.Observe(Seen(1, "Fresh") with { ExpiresAt = Start.AddMinutes(9) }, false, Start.AddSeconds(3));

        _history.Generations.Single().ExpiresAt.ShouldBe(Start.AddMinutes(9));
    }

    [Fact]
    public void Name_OfAGenerationThatIsSeenLaterOrWasSeenBefore_IsKept()
    {
        _history.Observe(Seen(1, "Fresh") with { UserName = "v-1" }, true, Start);
        _history.Observe(Seen(2, "Fresh") with { UserName = "v-1" }, true, Start.AddSeconds(1)); // the old name, for a moment
        _history.Generations[1].UserName.ShouldBeNull();

        _history.Name(2, "v-2");
        _history.Name(3, "v-3");
        _history.Observe(Seen(3, "Fresh") with { UserName = "v-2" }, true, Start.AddSeconds(2));

        _history.Generations.Select(g => g.UserName).ShouldBe(["v-1", "v-2", "v-3"]);
    }

    [Fact]
    public void Observe_NoCredentialYet_ShowsNoGeneration()
    {
        _history.Observe(Seen(0, "Empty") with { IssuedAt = null, ExpiresAt = null }, false, Start);

        _history.Generations.ShouldBeEmpty();
    }

    [Fact]
    public void Observe_ManyGenerations_KeepsTheLast()
    {
        for (var number = 1; number <= 100; number++)
            _history.Observe(Seen(number, "Fresh"), false, Start.AddSeconds(number));

        _history.Generations.Count.ShouldBe(40);
        _history.Generations[^1].Number.ShouldBe(100);
    }

    private static Credential Seen(long generation, string state) =>
        new("orders", "orders (rds-iam)", "orders_app", generation, state, false, Start, Start.AddSeconds(19), 0, 19, 0, null);
}
