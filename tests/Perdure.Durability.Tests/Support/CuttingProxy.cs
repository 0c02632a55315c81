using System.Net;
using System.Net.Sockets;

namespace Perdure.Durability.Tests.Support;

/// <summary>Stands between a client and PostgreSQL, and cuts the connection at a commit. Once: it does nothing more until it is told to again.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly int _port;
    private readonly Task _accepting;
    private volatile CommitCut _cut;
    private volatile bool _refuses;
    private int _cuts;

    public CuttingProxy(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often it has cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Whether it takes no more connections once it has cut.</summary>
    public bool RefusesAfterwards { get; set; }

    /// <summary>Cuts at the next commit whose text it sees.</summary>
    public void CutAt(CommitCut cut) => _cut = cut;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                if (_refuses) client.Dispose();
                else serving.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _port, cut.Token);
            var (up, down) = (UpAsync(near.GetStream(), far.GetStream(), cut), far.GetStream().CopyToAsync(near.GetStream(), cut.Token));
            await Task.WhenAny(up, down);
            await cut.CancelAsync();
            await Task.WhenAll(up, down);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // One of them is gone, and so is the other one now.
        }
    }

    private async Task UpAsync(NetworkStream from, NetworkStream to, CancellationTokenSource cut)
    {
        var buffer = new byte[65536];
        int read;
        while ((read = await from.ReadAsync(buffer, cut.Token)) > 0)
        {
            var kind = buffer.AsSpan(0, read).IndexOf("COMMIT\0"u8) >= 0 ? _cut : CommitCut.Never;
            if (kind == CommitCut.Never)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cut.Token);
                continue;
            }

            _cut = CommitCut.Never;
            _refuses = RefusesAfterwards;
            Interlocked.Increment(ref _cuts);
            if (kind == CommitCut.After) await to.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            return;
        }
    }
}
