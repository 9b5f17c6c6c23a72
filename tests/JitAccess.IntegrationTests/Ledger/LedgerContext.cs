using Microsoft.EntityFrameworkCore;

namespace JitAccess.IntegrationTests.Ledger;

/// <summary>A context with migrations, as an application has it; nothing in it knows how connections log in.</summary>
public class LedgerContext : DbContext
{
    public LedgerContext(DbContextOptions<LedgerContext> options)
        : base(options)
    {
    }

    protected LedgerContext(DbContextOptions options)
        : base(options)
    {
    }

    public DbSet<Invoice> Invoices => Set<Invoice>();

    public IQueryable<string> CurrentUser => Database.SqlQuery<string>($"SELECT current_user::text AS \"Value\"");

    public IQueryable<string> CurrentDatabase => Database.SqlQuery<string>($"SELECT current_database()::text AS \"Value\"");

    protected override void OnModelCreating(ModelBuilder modelBuilder) => LedgerModel.Build(modelBuilder);
}
