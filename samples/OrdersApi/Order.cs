namespace OrdersApi;

internal sealed record Order(long Id, string Customer, string Item, int Quantity, DateTimeOffset PlacedAt);
