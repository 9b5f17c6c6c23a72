using Microsoft.Extensions.Logging;

namespace JitAccess.IntegrationTests.Observability;

/// <summary>A row of the documentation's table of audit events.</summary>
/// <param name="Id">The id, which never changes.</param>
/// <param name="Name">The name.</param>
/// <param name="Level">The level.</param>
/// <param name="Fields">What the event says, by the names of its structured state.</param>
public sealed record AuditEventRow(int Id, string Name, LogLevel Level, params string[] Fields);
