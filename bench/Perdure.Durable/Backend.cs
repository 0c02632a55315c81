using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Perdure.Durable;

/// <summary>A service behind the gateway: it takes its time and answers 201.</summary>
internal static class Backend
{
    /// <summary>Serves on loopback until it is told to end.</summary>
    public static async Task ServeAsync(int port, TimeSpan delay, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        await using var application = builder.Build();
        application.Run(async context =>
        {
            if (delay > TimeSpan.Zero) await Task.Delay(delay, TimeProvider.System, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status201Created;
            await context.Response.WriteAsync("{\"paid\":true}", context.RequestAborted);
        });
        await application.StartAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
