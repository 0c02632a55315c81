using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Perdure.Gateway.Listening;

namespace Perdure.Gateway.Tests.Listening;

public sealed partial class ListeningSocketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    private readonly ListeningSockets _sockets = new(TimeProvider.System);

    [Fact]
    public async Task Held_socket_lets_connections_wait_and_accepts_them_when_released()
    {
        var socket = _sockets.Listen("web", AnyPort);
        var accepting = socket.AcceptAsync().AsTask();

        await _sockets.HoldAsync();
        using var client = await ConnectAsync(socket.Bound);
        Assert.False(accepting.IsCompleted);
        _sockets.Release();

        using var accepted = await accepting.WaitAsync(Patience);
        Assert.Equal(client.Client.LocalEndPoint, accepted!.RemoteEndPoint);
        await _sockets.CloseAsync();
    }

    [Fact]
    public async Task Hold_and_release_under_way_lose_no_connection()
    {
        var socket = _sockets.Listen("web", AnyPort);
        var accepted = 0;
        var accepting = AcceptAllAsync();
        using var stop = new CancellationTokenSource();
        var toggling = ToggleAsync();
        for (var i = 0; i < 300; i++)
        {
            using var client = await ConnectAsync(socket.Bound);
            // Closed by the other side, which takes an accept.
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], stop.Token).AsTask().WaitAsync(Patience));
        }

        await stop.CancelAsync();
        await toggling;
        await socket.CloseAsync();
        await accepting.WaitAsync(Patience);
        Assert.Equal(300, accepted);

        async Task AcceptAllAsync()
        {
            while (await socket.AcceptAsync() is { } connection)
            {
                accepted++;
                connection.Dispose();
            }
        }

        async Task ToggleAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                await socket.HoldAsync();
                await Task.Yield();
                socket.Release();
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Closing_leaves_a_process_that_shares_the_socket_alone()
    {
        var socket = _sockets.Listen("web", AnyPort);
        var accepting = socket.AcceptAsync().AsTask();
        var shared = new InheritedSocket("web", AnyPort, new SafeSocketHandle(Duplicate((int)socket.Handle.DangerousGetHandle()), ownsHandle: true));
        var others = new ListeningSockets(TimeProvider.System, [shared], held: true);
        var other = others.Listen("web", AnyPort);
        await socket.HoldAsync();
        using var queued = await ConnectAsync(socket.Bound);

        await socket.CloseAsync();
        using var later = await ConnectAsync(socket.Bound);
        others.Release();

        Assert.Null(await accepting.WaitAsync(Patience));
        Assert.Empty(_sockets.Open);
        foreach (var client in new[] { queued, later })
        {
            using var accepted = await other.AcceptAsync().AsTask().WaitAsync(Patience);
            Assert.Equal(client.Client.LocalEndPoint, accepted!.RemoteEndPoint);
            // Accepted sockets inherit it, and would be reset at their end.
            Assert.False(accepted.LingerState!.Enabled);
        }

        await others.CloseAsync();
    }

    [Fact]
    public async Task Inherited_socket_is_found_by_its_address_or_by_its_name_when_any_port_was_asked_for()
    {
        var web = _sockets.Listen("web", AnyPort);
        var admin = _sockets.Listen("admin", AnyPort);
        var fixedAddress = new IPEndPoint(IPAddress.Loopback, web.Bound.Port);
        var inherited = _sockets.Open.Select(socket => new InheritedSocket(
            socket.Name, socket == web ? fixedAddress : AnyPort, new SafeSocketHandle(Duplicate((int)socket.Handle.DangerousGetHandle()), ownsHandle: true)));
        var sockets = new ListeningSockets(TimeProvider.System, inherited);

        Assert.NotEqual(admin.Bound, sockets.Listen("more", AnyPort).Bound);
        Assert.Equal(admin.Bound, sockets.Listen("admin", AnyPort).Bound);
        Assert.Equal(web.Bound, sockets.Listen("renamed", fixedAddress).Bound);

        await sockets.CloseAsync();
        await _sockets.CloseAsync();
    }

    [Fact]
    public async Task Inherited_socket_that_is_not_wanted_is_closed()
    {
        var web = _sockets.Listen("web", AnyPort);
        var handle = new SafeSocketHandle(Duplicate((int)web.Handle.DangerousGetHandle()), ownsHandle: true);
        var sockets = new ListeningSockets(TimeProvider.System, [new InheritedSocket("web", AnyPort, handle)], held: true);

        sockets.Release();

        Assert.True(handle.IsClosed);
        await _sockets.CloseAsync();
    }

    [Fact]
    public async Task Address_that_is_taken_is_said_to_be()
    {
        var web = _sockets.Listen("web", AnyPort);

        Assert.Throws<AddressInUseException>(() => _sockets.Listen("again", web.Bound));

        await _sockets.CloseAsync();
    }

    private static async Task<TcpClient> ConnectAsync(IPEndPoint address)
    {
        var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(address);
        return client;
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int file);
}
