namespace JitAccess.IntegrationTests.Observability;

/// <summary>A row of the documentation's table of instruments.</summary>
/// <param name="Name">The instrument.</param>
/// <param name="Kind">Counter, Histogram or Gauge.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Tags">Every tag of every measurement.</param>
public sealed record InstrumentRow(string Name, string Kind, string Unit, params string[] Tags);
