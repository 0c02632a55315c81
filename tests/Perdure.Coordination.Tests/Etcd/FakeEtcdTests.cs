using System.Net;
using Perdure.Coordination.Etcd;
using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Etcd;

/// <summary>What a real etcd cannot be made to do.</summary>
public sealed class FakeEtcdTests
{
    [Theory]
    [InlineData(14, "etcdserver: no leader", 2)]
    [InlineData(8, "etcdserver: too many requests", 2)]
    [InlineData(14, "etcdserver: not capable", 2)]
    public async Task Write_refused_before_it_was_proposed_is_repeated(int status, string text, int calls)
    {
        await using var etcd = await FakeEtcd.StartAsync();
        await using var store = Open(etcd);
        var answered = 0;
        etcd.Answer = (method, _) => method == "KV/Put" && Interlocked.Increment(ref answered) == 1 ? (status, text) : null;
        await store.Put("a", "1");
        Assert.Equal(calls, etcd.Calls("KV/Put"));
    }

    [Theory]
    [InlineData(14, "etcdserver: request timed out")]
    [InlineData(14, "etcdserver: leader changed")]
    [InlineData(14, "etcdserver: server stopped")]
    [InlineData(14, "transport is closing")]
    [InlineData(2, "something new")]
    public async Task Write_that_may_have_been_proposed_is_unknown_and_not_repeated(int status, string text)
    {
        await using var etcd = await FakeEtcd.StartAsync();
        await using var store = Open(etcd);
        etcd.Answer = (method, _) => method == "KV/Put" ? (status, text) : null;
        var fault = await EtcdTests.Fails(() => store.Put("a", "1"));
        Assert.Equal(CoordinationFailure.UnknownOutcome, fault.Failure);
        Assert.True(fault.IsTransient);
        Assert.Equal(1, etcd.Calls("KV/Put"));
    }

    [Theory]
    [InlineData(5, "etcdserver: requested lease not found", CoordinationFailure.LeaseGone)]
    [InlineData(3, "etcdserver: request is too large", CoordinationFailure.TooLarge)]
    [InlineData(8, "etcdserver: mvcc: database space exceeded", CoordinationFailure.TooLarge)]
    [InlineData(7, "etcdserver: permission denied", CoordinationFailure.Refused)]
    [InlineData(3, "etcdserver: user name is empty", CoordinationFailure.Refused)]
    public async Task Write_that_was_answered_no_fails_at_once(int status, string text, CoordinationFailure failure)
    {
        await using var etcd = await FakeEtcd.StartAsync();
        await using var store = Open(etcd);
        etcd.Answer = (method, _) => method == "KV/Put" ? (status, text) : null;
        Assert.Equal(failure, (await EtcdTests.Fails(() => store.Put("a", "1"))).Failure);
        Assert.Equal(1, etcd.Calls("KV/Put"));
    }

    [Fact]
    public async Task Read_is_repeated_at_another_endpoint_when_the_raft_term_goes_backwards()
    {
        await using var first = await FakeEtcd.StartAsync();
        await using var second = await FakeEtcd.StartAsync();
        await using var store = Open(first, second);
        await store.Becomes(StoreState.Connected);
        first.Header = new ResponseHeader(first.Header) { RaftTerm = 2, Revision = 90 };
        second.Header = new ResponseHeader(second.Header) { RaftTerm = 4, Revision = 8 };
        Assert.Equal(8, (await store.RangeAsync(RangeQuery.Of("a"), default)).Revision);
    }

    [Fact]
    public async Task Read_is_repeated_at_another_endpoint_when_the_revision_goes_backwards()
    {
        await using var first = await FakeEtcd.StartAsync();
        await using var second = await FakeEtcd.StartAsync();
        await using var store = Open(first, second);
        await store.Becomes(StoreState.Connected);
        first.Header = new ResponseHeader(first.Header) { Revision = 4 };
        second.Header = new ResponseHeader(second.Header) { Revision = 6 };
        Assert.Equal(6, (await store.RangeAsync(RangeQuery.Of("a"), default)).Revision);
    }

    [Fact]
    public async Task Write_answered_from_the_past_is_unknown()
    {
        await using var etcd = await FakeEtcd.StartAsync();
        await using var store = Open(etcd);
        await store.Becomes(StoreState.Connected);
        etcd.Answer = (method, _) => method == "KV/Put" ? new PutResponse { Header = new ResponseHeader(etcd.Header) { Revision = 1 } } : null;
        Assert.Equal(CoordinationFailure.UnknownOutcome, (await EtcdTests.Fails(() => store.Put("a", "1"))).Failure);
    }

    [Fact]
    public async Task Store_set_back_to_older_data_is_refused_in_the_end_and_says_so()
    {
        await using var etcd = await FakeEtcd.StartAsync();
        await using var store = Open(TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500), etcd);
        await store.Becomes(StoreState.Connected);
        etcd.Header = new ResponseHeader(etcd.Header) { Revision = 1 };
        await store.Becomes(StoreState.Refused);
        Assert.Contains("restored from a backup on purpose, restart every node", store.Status.Problem);
        Assert.Equal(CoordinationFailure.Incompatible, (await EtcdTests.Fails(() => store.Put("a", "1"))).Failure);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 5)]
    public async Task Member_that_lags_behind_is_waited_for_and_nothing_is_written_there(int term, int revision)
    {
        await using var etcd = await FakeEtcd.StartAsync();
        await using var store = OpenImpatient(etcd);
        await store.Becomes(StoreState.Connected);
        var seen = new List<StoreState>();
        store.StatusChanged += status =>
        {
            lock (seen) seen.Add(status.State);
        };
        var well = etcd.Header;
        etcd.Header = new ResponseHeader(well) { RaftTerm = (ulong)term, Revision = revision };
        await store.Becomes(StoreState.Lost);
        Assert.Contains("was seen", store.Status.Problem);
        var fault = await EtcdTests.Fails(() => store.Put("a", "1"));
        Assert.True(fault.IsTransient, fault.Message);
        Assert.Equal(0, etcd.Calls("KV/Put"));
        etcd.Header = well;
        await store.Becomes(StoreState.Connected);
        await store.PutAtLast("a", "1");
        lock (seen) Assert.DoesNotContain(StoreState.Refused, seen);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task What_a_proxy_answers_while_etcd_restarts_behind_it_is_a_lost_store(HttpStatusCode code)
    {
        await using var etcd = await FakeEtcd.StartAsync();
        etcd.Answer = (_, _) => code;
        await using var store = OpenImpatient(etcd);
        await store.Becomes(StoreState.Lost);
        Assert.Equal(CoordinationFailure.Unavailable, (await EtcdTests.Fails(() => store.Put("a", "1"))).Failure);
        etcd.Answer = (_, _) => null;
        await store.Becomes(StoreState.Connected);
    }

    [Fact]
    public async Task Endpoints_of_two_clusters_are_told_apart()
    {
        await using var first = await FakeEtcd.StartAsync();
        await using var second = await FakeEtcd.StartAsync();
        second.Header = new ResponseHeader(second.Header) { ClusterId = 8 };
        await using var store = OpenImpatient(first, second);
        await store.Becomes(StoreState.Connected);
        var used = store.Status.Location == first.Address.GetLeftPart(UriPartial.Authority) ? first : second;
        used.Answer = (_, _) => (14, "etcdserver: no leader");
        var fault = await EtcdTests.Fails(() => store.RangeAsync(RangeQuery.Of("a"), default).AsTask());
        Assert.Equal(CoordinationFailure.Unavailable, fault.Failure);
        await store.Becomes(StoreState.Lost);
        Assert.Contains("of one cluster", store.Status.Problem);
    }

    [Theory]
    [InlineData("3.3.27")]
    [InlineData("2.3.8")]
    [InlineData("")]
    public async Task Etcd_older_than_3_4_is_refused(string version)
    {
        await using var etcd = await FakeEtcd.StartAsync();
        etcd.Version = version;
        await using var store = Open(etcd);
        await store.Becomes(StoreState.Refused);
        Assert.Contains("3.4 or newer", store.Status.Problem);
        Assert.Equal(CoordinationFailure.Incompatible, (await EtcdTests.Fails(() => store.Put("a", "1"))).Failure);
        Assert.Equal(0, etcd.Calls("KV/Put"));
    }

    [Theory]
    [InlineData("3.5.9", false)]
    [InlineData("3.6.0-rc.1", false)]
    [InlineData("3.4.23", true)]
    public async Task Known_defects_of_a_version_are_a_warning(string version, bool warns)
    {
        await using var etcd = await FakeEtcd.StartAsync();
        etcd.Version = version;
        await using var store = Open(etcd);
        await store.Becomes(StoreState.Connected);
        Assert.Equal(warns, store.Status.Warning is not null);
    }

    [Fact]
    public async Task Lease_is_renewed_elsewhere_when_one_member_hangs()
    {
        await using var first = await FakeEtcd.StartAsync();
        await using var second = await FakeEtcd.StartAsync();
        // Half of the time-out is for the member that hangs.
        await using var store = Open(TimeSpan.FromSeconds(8), TimeSpan.FromMinutes(5), first, second);
        await store.Becomes(StoreState.Connected);
        var hang = new TaskCompletionSource();
        first.Answer = (method, _) => method == "Lease/LeaseKeepAlive" ? hang.Task : null;
        var before = store.Clock.GetTimestamp();
        var grant = await store.RenewAsync(1, default);
        Assert.True(grant.Alive);
        Assert.True(grant.DeadlineTimestamp >= before + (10 * store.Clock.TimestampFrequency));
        Assert.True(grant.DeadlineTimestamp <= store.Clock.GetTimestamp() + (10 * store.Clock.TimestampFrequency));
        Assert.InRange(second.Calls("Lease/LeaseKeepAlive"), 1, int.MaxValue);
    }

    // For calls that are answered.
    private static EtcdCoordinator Open(params FakeEtcd[] members) => Open(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), members);

    // For calls that are never answered as they should be.
    private static EtcdCoordinator OpenImpatient(params FakeEtcd[] members) => Open(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5), members);

    private static EtcdCoordinator Open(TimeSpan timeout, TimeSpan staleFor, params FakeEtcd[] members) => EtcdCoordinator.Create(new EtcdOptions
    {
        Endpoints = [.. members.Select(member => member.Address)], Prefix = "/x", System = "shop", Timeout = timeout, StaleFor = staleFor,
    });
}
