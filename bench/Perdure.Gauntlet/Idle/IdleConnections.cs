using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Perdure.Gauntlet.Idle;

/// <summary>
/// Many client connections that have each been served once and then keep still. They come from several addresses of loopback,
/// since a gateway rightly limits the connections of one client. Not thread-safe.
/// </summary>
public sealed class IdleConnections(IPEndPoint gateway, TimeProvider time) : IDisposable
{
    private const int PerAddress = 500;
    private const int AtOnce = 50;
    private const int BodyBytes = 128;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly byte[] Request = Encoding.ASCII.GetBytes("GET /item/1?size=128 HTTP/1.1\r\nHost: service\r\n\r\n");
    private readonly List<Socket> _open = [];

    /// <summary>Opens <paramref name="count"/> connections, <see cref="AtOnce"/> at a time, with one answered request on each.</summary>
    /// <exception cref="IOException">One was refused or not answered.</exception>
    public async Task OpenAsync(int count, CancellationToken cancel)
    {
        while (_open.Count < count)
        {
            var batch = new List<Socket>();
            for (var i = 0; i < AtOnce && _open.Count + batch.Count < count; i++) batch.Add(Connect(_open.Count + batch.Count));
            _open.AddRange(batch);
            await Task.WhenAll(batch.Select(socket => AskAsync(socket, cancel)));
        }
    }

    /// <summary>Asks again on every <paramref name="step"/>-th connection; how many of those asked still answer.</summary>
    public async Task<(int Alive, int Asked)> AskAgainAsync(int step, CancellationToken cancel)
    {
        var (alive, asked) = (0, 0);
        for (var i = 0; i < _open.Count; i += step, asked++)
        {
            try
            {
                await AskAsync(_open[i], cancel);
                alive++;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // Counted by not being alive.
            }
        }
        return (alive, asked);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in _open) socket.Dispose();
    }

    private Socket Connect(int number)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(new IPAddress([127, 0, 1, (byte)(number / PerAddress + 1)]), 0));
        socket.Connect(gateway);
        return socket;
    }

    private async Task AskAsync(Socket socket, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        await socket.SendAsync(Request, either.Token);
        var buffer = new byte[4096];
        var filled = 0;
        try
        {
            while (!Complete(buffer.AsSpan(0, filled)))
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(filled), either.Token);
                if (read == 0) throw new IOException("The gateway closed a connection.");
                filled += read;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"A connection was not answered within {AnswerLimit.TotalSeconds} s.");
        }
        if (!buffer.AsSpan().StartsWith("HTTP/1.1 200"u8)) throw new IOException("The gateway answered: " + Encoding.ASCII.GetString(buffer, 0, Math.Min(filled, 60)));
    }

    private static bool Complete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var body = answer[(head + 4)..];
        if (!answer.StartsWith("HTTP/1.1 200"u8)) return true;
        return answer[..head].IndexOf(": chunked"u8) >= 0 ? body.EndsWith("\r\n0\r\n\r\n"u8) : body.Length >= BodyBytes;
    }
}
