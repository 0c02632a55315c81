using System.Net;
using System.Net.Sockets;
using System.Text;
using Perdure.Coordination.Etcd;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Etcd;

[Collection("etcd-one")]
public sealed class EtcdContactTests(EtcdFixture etcd)
{
    [Fact]
    public async Task Endpoint_where_nothing_listens_is_lost_and_calls_end_in_time()
    {
        await using var store = EtcdCoordinator.Create(Options($"http://127.0.0.1:{FreePorts.Take(1)[0]}"));
        var fault = await EtcdTests.Fails(() => store.Put("a", "1"));
        Assert.Equal(CoordinationFailure.Unavailable, fault.Failure);
        Assert.Contains("http://127.0.0.1:", fault.Message);
        await store.Becomes(StoreState.Lost);
        await Eventually.Holds(() => store.Status.Problem?.Contains("Is it running", StringComparison.Ordinal) == true, "the reason is told");
    }

    [Fact]
    public async Task Endpoint_that_speaks_something_else_is_refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var closing = new CancellationTokenSource();
        var serving = AnswerAllAsync(listener, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", closing.Token);
        await using var store = EtcdCoordinator.Create(Options($"http://{listener.LocalEndpoint}"));
        await store.Becomes(StoreState.Refused);
        Assert.Contains("client URL", store.Status.Problem);
        Assert.Equal(CoordinationFailure.Incompatible, (await EtcdTests.Fails(() => store.Put("a", "1"))).Failure);
        await closing.CancelAsync();
        await serving;
    }

    [Theory]
    [InlineData("http", 0, true)]
    [InlineData("http", 1, true)]
    [InlineData("http", 1, false)]
    [InlineData("https", 0, true)]
    [InlineData("https", 1, true)]
    [InlineData("https", 1, false)]
    public async Task Endpoint_that_cuts_connections_as_a_member_does_that_stops_is_lost_and_never_refused(string scheme, int readBytes, bool reset)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var closing = new CancellationTokenSource();
        var cut = 0;
        var serving = CutAllAsync(listener, readBytes, reset, () => Interlocked.Increment(ref cut), closing.Token);
        var log = new CapturedLog();
        await using var store = EtcdCoordinator.Create(Options($"{scheme}://{listener.LocalEndpoint}") with { Log = log });
        for (var i = 0; i < 3; i++) Assert.Equal(CoordinationFailure.Unavailable, (await EtcdTests.Fails(() => store.Put("a", "1"))).Failure);
        await Eventually.Holds(() => Volatile.Read(ref cut) > 20, "it is tried again and again");
        Assert.Equal(StoreState.Lost, store.Status.State);
        Assert.Null(log.TextOf("store-refused"));
        await closing.CancelAsync();
        await serving;
    }

    [EtcdFact]
    public async Task Prefix_of_another_system_is_refused_and_left_alone()
    {
        var prefix = EtcdTests.NewPrefix();
        await using var ours = EtcdTests.Open(etcd.Cluster, options => options with { Prefix = prefix });
        await ours.Put("a", "1");
        await using var theirs = EtcdTests.Open(etcd.Cluster, options => options with { Prefix = prefix, System = "other" });
        var fault = await EtcdTests.Fails(() => theirs.Put("a", "2"));
        Assert.Equal(CoordinationFailure.Incompatible, fault.Failure);
        Assert.Contains("\"shop\"", fault.Message);
        await theirs.Becomes(StoreState.Refused);
        Assert.Equal("1", await ours.Get("a"));
    }

    [EtcdFact]
    public async Task Prefix_with_keys_of_another_program_is_refused()
    {
        var prefix = EtcdTests.NewPrefix();
        await etcd.Cluster.PutAsync(prefix + "/something", "else");
        await using var store = EtcdTests.Open(etcd.Cluster, options => options with { Prefix = prefix });
        await store.Becomes(StoreState.Refused);
        Assert.Contains("another program", store.Status.Problem);
        Assert.Equal(CoordinationFailure.Incompatible, (await EtcdTests.Fails(() => store.Put("a", "2"))).Failure);
    }

    [EtcdFact]
    public async Task Prefix_that_is_the_beginning_of_another_one_is_not_mixed_up_with_it()
    {
        var prefix = EtcdTests.NewPrefix();
        await using var longer = EtcdTests.Open(etcd.Cluster, options => options with { Prefix = prefix + "-b" });
        await using var shorter = EtcdTests.Open(etcd.Cluster, options => options with { Prefix = prefix });
        await longer.Put("a", "1");
        await shorter.Put("b", "2");
        Assert.Equal(["b", "perdure"], (await shorter.RangeAsync(RangeQuery.Under(""), default)).Entries.Select(entry => entry.Key));
        Assert.Equal(["a", "perdure"], (await longer.RangeAsync(RangeQuery.Under(""), default)).Entries.Select(entry => entry.Key));
    }

    [EtcdFact]
    public async Task Etcd_3_4_shows_a_warning()
    {
        await using var store = EtcdTests.Open(etcd.Cluster);
        await store.Becomes(StoreState.Connected);
        Assert.Equal(store.Status.Version!.StartsWith("3.4.", StringComparison.Ordinal), store.Status.Warning is not null);
    }

    [EtcdFact]
    public async Task Status_follows_the_store_in_order_and_recovers_soon()
    {
        using var cluster = await EtcdCluster.StartAsync(1);
        await using var store = EtcdTests.Open(cluster, options => options with { Timeout = TimeSpan.FromSeconds(1) });
        var seen = new List<StoreState>();
        store.StatusChanged += status =>
        {
            lock (seen) seen.Add(status.State);
        };
        await store.Becomes(StoreState.Connected);
        cluster.Members[0].Kill();
        await store.Becomes(StoreState.Lost);
        cluster.Members[0].Start();
        await store.Becomes(StoreState.Connected);
        cluster.Members[0].Pause();
        await store.Becomes(StoreState.Lost);
        cluster.Members[0].Resume();
        await store.Becomes(StoreState.Connected);
        await store.PutAtLast("a", "1");
        await Eventually.Holds(() => Last(seen) == StoreState.Connected, "the return is told");

        // A slow answer may have made it lost once more than it was hurt; never is it refused, or told twice.
        StoreState[] told;
        lock (seen) told = [.. Distinct(seen)];
        Assert.Equal(Enumerable.Range(0, told.Length).Select(i => i % 2 == 0 ? StoreState.Connected : StoreState.Lost), told);
        Assert.InRange(told.Count(state => state == StoreState.Lost), 2, int.MaxValue);
    }

    [EtcdFact]
    public async Task Closed_coordinator_says_so()
    {
        var store = EtcdTests.Open(etcd.Cluster);
        await store.Put("a", "1");
        var watch = store.WatchAsync(new WatchQuery { Key = "a" }, default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        var next = watch.MoveNextAsync().AsTask();
        await store.DisposeAsync();
        Assert.Equal(CoordinationFailure.Closed, (await EtcdTests.Fails(() => next)).Failure);
        Assert.Equal(CoordinationFailure.Closed, (await EtcdTests.Fails(() => store.Put("a", "1"))).Failure);
        await store.DisposeAsync();
    }

    [Fact]
    public void Options_that_cannot_be_meant_so_are_refused()
    {
        var good = Options("http://127.0.0.1:1");
        EtcdOptions[] bad =
        [
            good with { Endpoints = [] }, good with { Endpoints = [new Uri("ftp://a")] }, good with { Prefix = "/" }, good with { System = "" },
            good with { Timeout = TimeSpan.FromMilliseconds(1) }, good with { KeyPath = "a" },
        ];
        foreach (var options in bad) Assert.Throws<ArgumentException>(() => EtcdCoordinator.Create(options));
        Assert.DoesNotContain("geheim", (good with { User = "u", Password = "geheim" }).ToString());
    }

    private static StoreState Last(List<StoreState> states)
    {
        lock (states) return states[^1];
    }

    private static IEnumerable<StoreState> Distinct(List<StoreState> states) => states.Where((state, i) => i == 0 || states[i - 1] != state);

    private static EtcdOptions Options(string endpoint) =>
        new() { Endpoints = [new Uri(endpoint)], Prefix = "/x", System = "shop", Timeout = TimeSpan.FromSeconds(1) };

    private static async Task CutAllAsync(TcpListener listener, int readBytes, bool reset, Action cut, CancellationToken cancellationToken)
    {
        await ServeAllAsync(
            listener,
            async socket =>
            {
                if (readBytes > 0) await socket.ReceiveAsync(new byte[4096], cancellationToken);
                if (reset) socket.LingerState = new LingerOption(true, 0);
                cut();
            },
            cancellationToken);
    }

    private static async Task AnswerAllAsync(TcpListener listener, string answer, CancellationToken cancellationToken)
    {
        await ServeAllAsync(
            listener,
            async socket =>
            {
                await socket.ReceiveAsync(new byte[1024], cancellationToken);
                await socket.SendAsync(Encoding.ASCII.GetBytes(answer), cancellationToken);
            },
            cancellationToken);
    }

    private static async Task ServeAllAsync(TcpListener listener, Func<Socket, Task> serve, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var socket = await listener.AcceptSocketAsync(cancellationToken);
                await serve(socket);
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException)
            {
                // It is over, or the other end has given this connection up.
            }
        }
    }
}
