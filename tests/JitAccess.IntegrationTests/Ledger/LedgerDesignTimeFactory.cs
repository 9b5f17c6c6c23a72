using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace JitAccess.IntegrationTests.Ledger;

/// <summary>What <c>dotnet ef</c> calls where there is no host: it gets its context from a database that mints as the application's does.</summary>
/// <remarks>The tool creates one by itself, so the parameterless constructor is what an application would have.</remarks>
internal sealed class LedgerDesignTimeFactory(Func<Task<JitDatabase>> database) : IDesignTimeDbContextFactory<LedgerContext>
{
    // The interface is synchronous, and a tool has no synchronization context that could deadlock.
    public LedgerContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<LedgerContext>()
        .UseNpgsql(Task.Run(database).GetAwaiter().GetResult().DataSource).Options);
}
