using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Perdure.EndToEnd.Tests.Support;

namespace Perdure.EndToEnd.Tests.Telemetry;

/// <summary>A real HTTP server that takes Alertmanager's webhooks; it can refuse some first.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string? Authorization, JsonElement Body)> _messages = new();
    private readonly Task _loop;
    private int _refuse;

    public AlertReceiver(int refuse)
    {
        _refuse = refuse;
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePorts.Take(1).Single()}/hooks/secret-path/");
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _loop = Task.Run(ServeAsync);
    }

    public string Url { get; }

    /// <summary>What came and was taken, the oldest first.</summary>
    public IReadOnlyList<(string? Authorization, JsonElement Body)> Messages => [.. _messages];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
                if (_refuse-- > 0)
                    context.Response.StatusCode = 503;
                else
                    _messages.Enqueue((context.Request.Headers["Authorization"], body.RootElement.Clone()));
                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
