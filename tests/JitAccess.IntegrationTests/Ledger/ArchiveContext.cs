using Microsoft.EntityFrameworkCore;

namespace JitAccess.IntegrationTests.Ledger;

/// <summary>The same tables in another database, with a type of its own, so that a container tells the two contexts apart.</summary>
public sealed class ArchiveContext(DbContextOptions<ArchiveContext> options) : LedgerContext(options);
