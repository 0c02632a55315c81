using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Perdure.Gateway.Tests.Support;

/// <summary>A socket server that misbehaves exactly as told.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _requests;
    private int _connections;
    private volatile bool _deaf;

    public RawServer(Func<NetworkStream, string, CancellationToken, Task> serve)
    {
        _listener.Start();
        _loop = LoopAsync(serve);
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Requests whose head was received.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Connections that were opened.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>A server that answers every head with bytes and keeps the connection.</summary>
    public static RawServer Keeping(Func<string, string> answer) => new(async (stream, head, cancel) =>
    {
        while (head.Length > 0)
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer(head)), cancel);
            head = await ReadHeadAsync(stream, cancel);
        }
    });

    /// <summary>A server that answers every request with the same bytes and then closes.</summary>
    public static RawServer Answering(string bytes) => new(async (stream, _, cancel) => await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), cancel));

    /// <summary>An address at which nobody listens, and nobody ever will.</summary>
    public static Uri Nobody() => new($"http://{DeadPorts.Take()}");

    /// <summary>Reads up to and with the empty line; what came until then when the connection ends.</summary>
    public static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken cancel)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, cancel) == 0)
                return head.ToString();
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>From here on nobody listens, as after a crash. What is connected is for the handler to end.</summary>
    public void StopListening()
    {
        _deaf = true;
        var address = (IPEndPoint)_listener.LocalEndpoint;
        _listener.Stop();
        DeadPorts.Keep(address);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task LoopAsync(Func<NetworkStream, string, CancellationToken, Task> serve)
    {
        var running = new List<Task>();
        try
        {
            while (true)
                running.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), serve));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException || _deaf || _stop.IsCancellationRequested)
        {
        }

        await Task.WhenAll(running);
    }

    private async Task ServeAsync(TcpClient client, Func<NetworkStream, string, CancellationToken, Task> serve)
    {
        Interlocked.Increment(ref _connections);
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var head = await ReadHeadAsync(stream, _stop.Token);
                if (head.Length == 0)
                    return;
                Interlocked.Increment(ref _requests);
                await serve(stream, head, _stop.Token);
            }
            catch (Exception fault) when (fault is OperationCanceledException or IOException or SocketException)
            {
            }
        }
    }
}
