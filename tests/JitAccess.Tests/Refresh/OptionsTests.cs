namespace JitAccess.Tests.Refresh;

/// <summary>Options are read once: an engine keeps a copy.</summary>
public sealed class OptionsTests : EngineTests
{
    [Fact]
    public async Task Options_ChangedAfterConstruction_HaveNoEffect()
    {
        Options.FlightTimeout = TimeSpan.FromSeconds(3);
        Options.TransientRetries = 0;
        var engine = Engine();
        Options.FlightTimeout = TimeSpan.FromMinutes(5);
        Options.TransientRetries = 10;
        Options.MaxLifetime = TimeSpan.FromSeconds(5);

        var gate = Provider.Hold();
        var read = engine.GetCredentialAsync(Ct).AsTask();
        await gate.Entered;
        Time.Advance(TimeSpan.FromSeconds(3));
        var error = await Should.ThrowAsync<JitCredentialException>(read);
        error.InnerException.ShouldBeOfType<TimeoutException>().Message.ShouldContain("3.0 s");
        Provider.Calls.ShouldBe(1);

        Time.Advance(TimeSpan.FromSeconds(5));
        Provider.Recover();
        var snapshot = await engine.GetCredentialAsync(Ct);
        (snapshot.ExpiresAt - snapshot.IssuedAt).ShouldBe(TimeSpan.FromSeconds(870));
    }

    [Fact]
    public void Copy_EveryOption_IsThereAndIsAnotherObject()
    {
        var options = new JitRefreshOptions
        {
            MaxLifetime = TimeSpan.FromHours(1),
            FlightTimeout = TimeSpan.FromSeconds(1),
            TransientRetries = 7,
            SettleTime = TimeSpan.FromSeconds(2),
            DrainTime = TimeSpan.FromSeconds(3),
        };

        var copy = options.Copy();

        copy.ShouldNotBeSameAs(options);
        foreach (var property in typeof(JitRefreshOptions).GetProperties())
        {
            property.PropertyType.IsValueType.ShouldBeTrue(property.Name); // a shallow copy copies all of it
            property.GetValue(copy).ShouldBe(property.GetValue(options));
            property.GetValue(copy).ShouldNotBe(property.GetValue(new JitRefreshOptions()), property.Name);
        }
    }
}
