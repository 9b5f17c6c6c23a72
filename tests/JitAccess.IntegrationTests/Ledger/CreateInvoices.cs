using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace JitAccess.IntegrationTests.Ledger;

[DbContext(typeof(LedgerContext))]
[Migration(Id)]
public sealed class CreateInvoices : Migration
{
    public const string Id = "20261101000000_CreateInvoices";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "invoices",
            columns: table => new
            {
                id = table.Column<long>(type: "bigint", nullable: false)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                customer = table.Column<string>(type: "text", nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_invoices", row => row.id));
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable(name: "invoices");

    protected override void BuildTargetModel(ModelBuilder modelBuilder) => LedgerModel.Build(modelBuilder);
}
