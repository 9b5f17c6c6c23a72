namespace JitAccess.IntegrationTests.Ledger;

public sealed class Invoice
{
    public long Id { get; set; }

    public string Customer { get; set; } = "";
}
