using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Gateway.Listening;
using Perdure.TakeOver;
using Perdure.Tests.Support;

namespace Perdure.Tests.TakeOver;

/// <summary>A process that serves and can be taken over, without the process: it accepts on a free port and counts.</summary>
internal sealed class Incumbent : IIncumbent, IAsyncDisposable
{
    // Nobody is given up because the machine stood still.
    private static readonly TakeOverTimes s_patient = new() { Answer = TimeSpan.FromMinutes(1), Hold = TimeSpan.FromMinutes(1) };

    private readonly TemporaryFolder _folder = new();
    private IConnectionListener _listener = null!;
    private Task _accepting = Task.CompletedTask;
    private int _accepted;

    public ListeningSockets Sockets { get; } = new(TimeProvider.System);

    public string System => "shop";

    public string Node => "gateway-1";

    public string? Obstacle { get; set; }

    public string DataDirectory => _folder.Path;

    public ControlSocket Control { get; private set; } = null!;

    public IPEndPoint Address => (IPEndPoint)_listener.EndPoint;

    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Whether it has stopped accepting for good.</summary>
    public bool Over => _accepting.IsCompleted;

    public static async Task<Incumbent> StartAsync(TakeOverTimes? times = null)
    {
        var incumbent = new Incumbent();
        incumbent._listener = await BindAsync(incumbent.Sockets);
        incumbent._accepting = incumbent.AcceptAsync();
        incumbent.Control = ControlSocket.Open(
            incumbent.DataDirectory, incumbent, times ?? s_patient, TimeProvider.System, NullLogger.Instance)!;
        return incumbent;
    }

    /// <summary>What every process of the node listens on.</summary>
    public static ValueTask<IConnectionListener> BindAsync(ListeningSockets sockets) =>
        sockets.Transport("web", NullLoggerFactory.Instance).BindAsync(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Connects to its address.</summary>
    public async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(Address);
        return client;
    }

    /// <summary>Talks to its control socket by hand.</summary>
    public async Task<MessageChannel> SpeakAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(ControlSocket.PathIn(DataDirectory)));
        return new MessageChannel(socket, TimeProvider.System);
    }

    public Task<Predecessor?> FindAsync(string node = "gateway-1") =>
        Predecessor.FindAsync(DataDirectory, "shop", node, s_patient, TimeProvider.System, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Control.DisposeAsync();
        await _listener.DisposeAsync();
        await _accepting;
        _folder.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (await _listener.AcceptAsync() is { } connection)
        {
            Interlocked.Increment(ref _accepted);
            await connection.DisposeAsync();
        }
    }
}
