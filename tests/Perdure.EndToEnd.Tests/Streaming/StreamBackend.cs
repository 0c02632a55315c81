using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Perdure.EndToEnd.Tests.Streaming;

/// <summary>An instance in the test's own process: sends a long body, or takes one when it is allowed to read.</summary>
internal sealed class StreamBackend : IAsyncDisposable
{
    private const int Piece = 64 * 1024;

    private readonly WebApplication _app;
    private readonly long _length;
    private readonly TaskCompletionSource _mayRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent;

    private StreamBackend(long length)
    {
        _length = length;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            // Readers and writers rest here for as long as a test wants.
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
            options.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Run(context => HttpMethods.IsPost(context.Request.Method) ? TakeAsync(context) : SendAsync(context));
    }

    public string Url => _app.Urls.First();

    /// <summary>How much of the download it has handed to its transport.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public static async Task<StreamBackend> StartAsync(long length)
    {
        var backend = new StreamBackend(length);
        await backend._app.StartAsync();
        return backend;
    }

    /// <summary>Lets uploads be read; until then they are left waiting.</summary>
    public void LetRead() => _mayRead.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        LetRead();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task SendAsync(HttpContext context)
    {
        context.Response.ContentLength = _length;
        while (_sent < _length)
        {
            var piece = Pattern.At(_sent, Math.Min(Piece, _length - _sent));
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            Interlocked.Add(ref _sent, piece.Length);
        }
    }

    private async Task TakeAsync(HttpContext context)
    {
        await _mayRead.Task;
        var buffer = new byte[Piece];
        long taken = 0;
        var right = context.Request.ContentLength == _length;
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            right &= Pattern.Matches(buffer.AsSpan(0, read), taken);
            taken += read;
        }

        await context.Response.WriteAsync($"{taken} {(right ? "right" : "wrong")}");
    }
}
