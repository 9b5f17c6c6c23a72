using global::Playground.Orders;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Playground.Tests.Orders;

public class TallyTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Explain_WhatBeganBeforeTheEnd_AndNothingLater()
    {
        var interruptions = new Interruptions(_time);
        var before = _time.GetTimestamp();
        interruptions.Explain(before).ShouldBeFalse();

        var running = interruptions.Begin();
        interruptions.Explain(before).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(1));
        running.Dispose();
        running.Dispose();

        interruptions.Explain(before).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(1));
        interruptions.Explain(_time.GetTimestamp()).ShouldBeFalse();
    }

    [Fact]
    public void Serve_AnOrderThatBeganBefore_IsNotServedSince()
    {
        var tally = new Tally(_time, TestContext.Current.CancellationToken);
        var early = tally.Begin();
        _time.Advance(TimeSpan.FromSeconds(1));
        var moment = tally.Begin();
        _time.Advance(TimeSpan.FromSeconds(1));
        var late = tally.Begin();

        tally.Serve(early);
        tally.HasServedSince(moment).ShouldBeFalse();
        tally.Serve(late);
        tally.HasServedSince(moment).ShouldBeTrue();
        tally.Serve(early);
        tally.HasServedSince(moment).ShouldBeTrue();
        tally.Orders.ShouldBe(3);
    }
}
