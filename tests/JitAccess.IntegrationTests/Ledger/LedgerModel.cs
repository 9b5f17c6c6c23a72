using Microsoft.EntityFrameworkCore;

namespace JitAccess.IntegrationTests.Ledger;

/// <summary>The model, shared by context and snapshot: the only migration is the latest.</summary>
internal static class LedgerModel
{
    public static void Build(ModelBuilder modelBuilder) => modelBuilder.Entity<Invoice>(invoice =>
    {
        invoice.ToTable("invoices");
        invoice.HasKey(i => i.Id);
        invoice.Property(i => i.Id).HasColumnName("id").UseIdentityAlwaysColumn();
        invoice.Property(i => i.Customer).HasColumnName("customer").IsRequired();
    });
}
