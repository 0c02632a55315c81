using System.Net;
using Perdure.Client;
using Shop;
using Shop.Catalog;
using Shop.Control;
using Shop.Payments;
using Shop.Recommendations;
using Shop.Settlement;

if (!ShopOptions.TryRead(args, out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(ShopOptions.Usage);
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
// Loopback only: the control endpoint must never be reachable from elsewhere.
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(options);
builder.Services.AddSingleton<ServiceTime>();
builder.Services.AddSingleton<TroubleSwitch>();
builder.Services.AddSingleton<Ledger>();
if (options.Perdure is { } node)
{
    // Made by the container, which then disposes of it.
    builder.Services.AddSingleton(_ => new PerdureClient(new PerdureClientOptions { Nodes = [node] }));
    builder.Services.AddSingleton<SettlementQueue>();
}
if (options.Role == ShopRole.Settlement)
{
    builder.Services.AddSingleton<SettlementLedger>();
    builder.Services.AddHostedService<SettlementWorker>();
}

var app = builder.Build();
app.Use((context, next) =>
{
    context.Response.Headers["X-Instance"] = options.Id;
    return next(context);
});
app.UseMiddleware<TroubleMiddleware>();
app.MapGet("/healthz", () => "healthy");
app.MapControl();
switch (options.Role)
{
    case ShopRole.Catalog: app.MapCatalog(); break;
    case ShopRole.Recommendations: app.MapRecommendations(); break;
    case ShopRole.Payments: app.MapPayments(settlesLater: options.Perdure is not null); break;
    case ShopRole.Settlement: app.MapSettlement(); break;
}
app.Lifetime.ApplicationStarted.Register(() =>
    Console.WriteLine($"{options.Role} {options.Id} in {options.Zone ?? "no zone"} listens on port {options.Port}"));
await app.RunAsync();
return 0;
