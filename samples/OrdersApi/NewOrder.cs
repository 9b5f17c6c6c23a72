using System.ComponentModel.DataAnnotations;

namespace OrdersApi;

internal sealed record NewOrder(
    [property: Required, StringLength(100)] string Customer,
    [property: Required, StringLength(100)] string Item,
    [property: Range(1, 1000)] int Quantity);
