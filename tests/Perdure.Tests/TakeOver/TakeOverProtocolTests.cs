using System.Net.Sockets;
using System.Text;
using Perdure.Gateway.Listening;
using Perdure.TakeOver;
using Perdure.Tests.Support;

namespace Perdure.Tests.TakeOver;

public sealed class TakeOverProtocolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static TakeOverMessage Hello => new() { Step = TakeOverStep.Hello, Protocols = [1], System = "shop", Node = "gateway-1", Version = "9" };

    [Fact]
    public async Task Take_over_moves_the_port_and_what_waits_in_its_queue()
    {
        await using var old = await Incumbent.StartAsync();
        using var predecessor = await old.FindAsync();
        var sockets = new ListeningSockets(TimeProvider.System, predecessor!.Sockets, held: true);
        await using var listener = await Incumbent.BindAsync(sockets);
        var accepting = listener.AcceptAsync().AsTask();
        using var before = await old.ConnectAsync();
        await Eventually.TrueAsync(() => old.Accepted == 1, () => "the old one accepts until the end");
        TcpClient? waiting = null;

        var alive = await predecessor.TakeOverAsync(
            () =>
            {
                waiting = new TcpClient(AddressFamily.InterNetwork);
                waiting.Connect(old.Address);
                sockets.Release();
            },
            CancellationToken.None);

        Assert.True(alive);
        Assert.Equal(old.Address, listener.EndPoint);
        await using (var accepted = await accepting.WaitAsync(Patience)) Assert.Equal(waiting!.Client.LocalEndPoint, accepted!.RemoteEndPoint);
        await Eventually.TrueAsync(() => old.Over && old.Control.HandedOver.IsCancellationRequested, () => "the old one has ended");
        Assert.Equal(1, old.Accepted);
        Assert.Equal(Environment.ProcessId, old.Control.Successor);
        waiting.Dispose();
    }

    [Theory]
    [InlineData(nameof(TakeOverStep.Hello))]
    [InlineData(nameof(TakeOverStep.Offer))]
    [InlineData(nameof(TakeOverStep.Yours))]
    public async Task Successor_that_is_gone_after_a_step_leaves_the_old_one_accepting(string last)
    {
        await using var old = await Incumbent.StartAsync();
        using (var channel = await old.SpeakAsync())
        {
            await channel.SendAsync(Hello);
            if (last != nameof(TakeOverStep.Hello))
                Assert.Equal(TakeOverStep.Offer, (await ReceiveAsync(channel)).Step);
            if (last == nameof(TakeOverStep.Yours))
            {
                await channel.SendAsync(new TakeOverMessage { Step = TakeOverStep.Ready });
                Assert.Equal(TakeOverStep.Yours, (await ReceiveAsync(channel)).Step);
                using var held = await old.ConnectAsync();
                Assert.Equal(0, old.Accepted);
            }
        }

        await AssertServesAsync(old);
        using var next = await old.FindAsync();
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Successor_that_falls_silent_while_connections_wait_is_given_up()
    {
        await using var old = await Incumbent.StartAsync(new TakeOverTimes { Hold = TimeSpan.FromMilliseconds(50) });
        using var channel = await old.SpeakAsync();
        await channel.SendAsync(Hello);
        await ReceiveAsync(channel);
        await channel.SendAsync(new TakeOverMessage { Step = TakeOverStep.Ready });
        Assert.Equal(TakeOverStep.Yours, (await ReceiveAsync(channel)).Step);

        Assert.Equal(TakeOverStep.Kept, (await ReceiveAsync(channel)).Step);

        await AssertServesAsync(old);
        Assert.False(old.Control.HandedOver.IsCancellationRequested);
    }

    [Fact]
    public async Task Another_node_is_refused_and_told_which_one_runs()
    {
        await using var old = await Incumbent.StartAsync();

        var refused = await Assert.ThrowsAsync<TakeOverException>(() => old.FindAsync("gateway-2"));

        Assert.Contains("gateway-1 of shop, not gateway-2 of shop", refused.Message, StringComparison.Ordinal);
        await AssertServesAsync(old);
    }

    [Fact]
    public async Task Obstacle_is_told_and_nothing_changes()
    {
        await using var old = await Incumbent.StartAsync();
        old.Obstacle = "it runs processes";

        var refused = await Assert.ThrowsAsync<TakeOverException>(() => old.FindAsync());

        Assert.Contains("it runs processes", refused.Message, StringComparison.Ordinal);
        await AssertServesAsync(old);
    }

    [Fact]
    public async Task Protocol_that_is_not_spoken_is_refused()
    {
        await using var old = await Incumbent.StartAsync();
        using var channel = await old.SpeakAsync();

        await channel.SendAsync(Hello with { Protocols = [7] });

        var answer = await ReceiveAsync(channel);
        Assert.Equal(TakeOverStep.Kept, answer.Step);
        Assert.Contains("version 9 cannot take over", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nonsense_is_refused_and_the_next_one_is_heard()
    {
        await using var old = await Incumbent.StartAsync();
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(ControlSocket.PathIn(old.DataDirectory)));
            await socket.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"));
            using var channel = new MessageChannel(socket, TimeProvider.System);
            Assert.Equal(TakeOverStep.Kept, (await ReceiveAsync(channel)).Step);
        }

        using var next = await old.FindAsync();
        Assert.Single(next!.Sockets);
    }

    [Fact]
    public async Task Line_without_an_end_is_refused()
    {
        await using var old = await Incumbent.StartAsync();
        using var channel = await old.SpeakAsync();

        await channel.SendAsync(Hello with { Version = new string('x', 200_000) });

        Assert.Contains("too long", (await ReceiveAsync(channel)).Reason, StringComparison.Ordinal);
    }

    private static async Task<TakeOverMessage> ReceiveAsync(MessageChannel channel) => (await channel.ReceiveAsync(Patience, CancellationToken.None))!;

    private static async Task AssertServesAsync(Incumbent old)
    {
        using var client = await old.ConnectAsync();
        await Eventually.TrueAsync(() => old.Accepted > 0, () => "the old one accepts");
        Assert.False(old.Over);
    }
}
