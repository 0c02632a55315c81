using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Perdure.Durability.Tests.Support;

/// <summary>Stands between a client and PostgreSQL, and cuts the connection at a commit. Once: it does nothing more until it is told to again.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly int _port;
    private readonly Task _accepting;
    private readonly TaskCompletionSource _delivering = new();
    private readonly TaskCompletionSource _delivered = new();
    private volatile CommitCut _cut;
    private byte[] _sign = [];
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

    /// <summary>Cuts at the next message that has this in it. Only the first commits of a connection have their text: later ones are prepared.</summary>
    public void CutAt(CommitCut cut, string sign = "COMMIT\0") => (_sign, _cut) = (Encoding.UTF8.GetBytes(sign), cut);

    /// <summary>Brings to the server what was held back, and returns when it has answered or has ended the connection.</summary>
    public Task DeliverAsync()
    {
        _delivering.TrySetResult();
        return _delivered.Task;
    }

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
            var swallowing = new TaskCompletionSource();
            var (up, down) = (UpAsync(near.GetStream(), far.GetStream(), swallowing, cut), DownAsync(far.GetStream(), near.GetStream(), swallowing.Task, cut));
            if (await Task.WhenAny(up, down) == up && await up is { Length: > 0 } held)
            {
                near.Client.Shutdown(SocketShutdown.Both);
                await _delivering.Task.WaitAsync(cut.Token);
                try
                {
                    await far.GetStream().WriteAsync(held, cut.Token);
                    far.Client.Shutdown(SocketShutdown.Send);
                    await down;
                }
                finally
                {
                    _delivered.TrySetResult();
                }
            }

            await cut.CancelAsync();
            await Task.WhenAll(up, down);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or InvalidOperationException)
        {
            // One of them is gone, and so is the other one now.
        }
    }

    // To the end, even when nobody hears it any more.
    private static async Task DownAsync(NetworkStream from, NetworkStream to, Task swallowing, CancellationTokenSource cut)
    {
        var buffer = new byte[65536];
        int read;
        while ((read = await from.ReadAsync(buffer, cut.Token)) > 0 && !swallowing.IsCompleted)
        {
            try
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cut.Token);
            }
            catch (IOException)
            {
                // The client is gone.
            }
        }
    }

    // Returns what was held back.
    private async Task<byte[]> UpAsync(NetworkStream from, NetworkStream to, TaskCompletionSource swallowing, CancellationTokenSource cut)
    {
        var buffer = new byte[65536];
        int read;
        while ((read = await from.ReadAsync(buffer, cut.Token)) > 0)
        {
            var kind = _cut != CommitCut.Never && buffer.AsSpan(0, read).IndexOf(_sign) >= 0 ? _cut : CommitCut.Never;
            if (kind == CommitCut.Never)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cut.Token);
                continue;
            }

            _cut = CommitCut.Never;
            _refuses = RefusesAfterwards;
            Interlocked.Increment(ref _cuts);
            if (kind != CommitCut.After) return kind == CommitCut.Later ? buffer[..read] : [];
            // Cut when the server answers: only then has it done what it was told.
            swallowing.SetResult();
            await to.WriteAsync(buffer.AsMemory(0, read), cut.Token);
        }

        return [];
    }
}
