namespace JitAccess.IntegrationTests;

public sealed class OrderRow
{
    public long Id { get; set; }

    public string Item { get; set; } = "";
}
