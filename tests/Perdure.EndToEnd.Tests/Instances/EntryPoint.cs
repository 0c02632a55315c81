using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.EndToEnd.Tests.Redundancy;
using Shop;
using Shop.Catalog;
using Shop.Control;
using Shop.Payments;

namespace Perdure.EndToEnd.Tests.Instances;

/// <summary>
/// The assembly run as a program: an instance that offers the shop's catalog and payments in one process, so that GETs and POSTs
/// meet the same trouble; or, with <c>client</c>, a client of one. It ends when its standard input ends, and so never outlives the tests.
/// </summary>
internal static class EntryPoint
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["client", ..]) return await RetryingClient.RunAsync(args);
        if (!ShopOptions.TryRead(args, out var options, out var problem))
        {
            await System.Console.Error.WriteLineAsync(problem);
            return 2;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(options).AddSingleton<ServiceTime>();
        builder.Services.AddSingleton<TroubleSwitch>().AddSingleton<Ledger>();
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Response.Headers["X-Instance"] = options.Id;
            return next(context);
        });
        app.UseMiddleware<TroubleMiddleware>();
        app.MapGet("/healthz", () => "healthy");
        app.MapGet("/slow/{ms:int}", async (int ms, TimeProvider time, CancellationToken cancel) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(ms), time, cancel);
            return "slow";
        });
        app.MapControl();
        app.MapCatalog();
        app.MapPayments(settlesLater: false);
        _ = EndWithInputAsync();
        await app.RunAsync();
        return 0;
    }

    private static async Task EndWithInputAsync()
    {
        await System.Console.OpenStandardInput().CopyToAsync(Stream.Null);
        Environment.Exit(0);
    }
}
