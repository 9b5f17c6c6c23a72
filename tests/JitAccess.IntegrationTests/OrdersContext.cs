using Microsoft.EntityFrameworkCore;

namespace JitAccess.IntegrationTests;

public sealed class OrdersContext(DbContextOptions<OrdersContext> options) : DbContext(options)
{
    public DbSet<OrderRow> Orders => Set<OrderRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<OrderRow>(order =>
    {
        order.ToTable("orders");
        order.Property(o => o.Id).HasColumnName("id").UseIdentityAlwaysColumn();
        order.Property(o => o.Item).HasColumnName("item");
    });
}
