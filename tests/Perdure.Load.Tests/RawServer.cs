using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Perdure.Load.Tests;

/// <summary>A server that reads one request head per connection, answers fixed bytes and closes.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <param name="answer">What it answers; null: nothing, and the connection stays open.</param>
    public RawServer(string? answer)
    {
        _listener.Start();
        Uri = new Uri($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync(answer);
    }

    public Uri Uri { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(string? answer)
    {
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync(_stop.Token);
                await socket.ReceiveAsync(new byte[4096], _stop.Token);
                if (answer is null) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
                else await socket.SendAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }
}
