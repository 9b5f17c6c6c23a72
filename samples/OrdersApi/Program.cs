using OrdersApi;

var builder = WebApplication.CreateBuilder(args);
builder.AddJitDatabase("orders", db => db.UseRdsIam().UseVault()); // JitAccess:Databases:orders:Provider says which
builder.Services.AddSingleton<OrderStore>();
builder.Services.AddProblemDetails().AddExceptionHandler<DatabaseUnavailable>();

var app = builder.Build();
app.UseExceptionHandler();
app.MapGet("/orders", (OrderStore orders, CancellationToken ct) => orders.ListAsync(ct));
app.MapPost("/orders", async (NewOrder order, OrderStore orders, CancellationToken ct) =>
    TypedResults.Created($"/orders/{await orders.AddAsync(order, ct)}"));
app.MapHealthChecks("/health");
if (app.Environment.IsDevelopment())
    app.MapCredentials();

app.Run();
