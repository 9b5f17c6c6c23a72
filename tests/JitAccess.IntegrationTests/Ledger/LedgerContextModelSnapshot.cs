using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace JitAccess.IntegrationTests.Ledger;

[DbContext(typeof(LedgerContext))]
public sealed class LedgerContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder) => LedgerModel.Build(modelBuilder);
}
