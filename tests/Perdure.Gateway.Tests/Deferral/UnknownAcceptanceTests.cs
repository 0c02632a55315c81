using Perdure.Durability.Storage;
using Perdure.Gateway.Tests.Idempotency;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Deferral;

/// <summary>Requests of which it is not known whether they were accepted, with and without a key that is kept.</summary>
public sealed class UnknownAcceptanceTests
{
    // Of a key: the time of a request and 5 s. A job that is in hand keeps its own lease, twice that time, and is not taken for lost.
    private static readonly TimeSpan s_pastLease = TestGateway.Patient.Request * 1.5;

    [Theory]
    [InlineData(DurabilityFailure.Unavailable)]
    [InlineData(DurabilityFailure.Full)]
    [InlineData(DurabilityFailure.UnknownOutcome)]
    public async Task Request_that_may_be_on_the_disk_is_never_called_refused(DurabilityFailure second)
    {
        await using var rig = await StartAsync(null);
        var store = Break(rig, second);

        var answer = await rig.PostAsync("k");

        Assert.Equal(503, answer.Status);
        Assert.Contains("urn:perdure:problem:unknown-outcome", answer.Body, StringComparison.Ordinal);
        Assert.Single((await store.Jobs.ListAsync(new JobQuery("later"), CancellationToken.None)).Jobs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_of_a_request_that_may_be_on_the_disk_is_not_free_and_repeating_it_finds_the_one_that_is_there(bool isThere)
    {
        await using var rig = await StartAsync(new IdempotencyModel());
        var store = Break(rig, DurabilityFailure.Unavailable, isThere);

        var first = await rig.PostAsync("k");
        store.AfterEnqueue = store.BeforeEnqueue = null;
        var early = await rig.PostAsync("k");
        rig.StoreTime.By += s_pastLease;
        var late = await rig.PostAsync("k");
        var later = await rig.PostAsync("k");

        Assert.Equal((503, 409, 202, 202), (first.Status, early.Status, late.Status, later.Status));
        Assert.Equal(late.Headers["Location"], later.Headers["Location"]);
        Assert.Single((await store.Jobs.ListAsync(new JobQuery("later"), CancellationToken.None)).Jobs);
        await DoneAsync(rig, late.Headers["Location"]);
        Assert.Equal(1, rig.Backend.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/by-key/{key}")]
    public async Task Gateway_that_dies_between_accepting_a_request_and_keeping_its_202_gives_the_same_location_again(string? reconcile)
    {
        await using var rig = await StartAsync(new IdempotencyModel { ReconcilePath = reconcile });
        var store = new FaultyStore(rig.Access.Store!) { EndsKeys = false };
        rig.Access.Store = store;

        var first = await rig.PostAsync("k");
        await DoneAsync(rig, first.Headers["Location"]);
        await rig.RestartAsync(s_pastLease);
        var again = await rig.PostAsync("k");
        var replayed = await rig.PostAsync("k");

        Assert.Equal((202, 202, 202), (first.Status, again.Status, replayed.Status));
        Assert.Equal(first.Headers["Location"], again.Headers["Location"]);
        Assert.Equal(first.Headers["Location"], replayed.Headers["Location"]);
        Assert.False(again.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.True(replayed.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Single((await rig.Access.Store!.Jobs.ListAsync(new JobQuery("later"), CancellationToken.None)).Jobs);
        Assert.Equal(1, rig.Backend.Requests - (reconcile is null ? 0 : 1));
    }

    [Fact]
    public async Task Location_of_one_request_is_not_that_of_another_with_the_same_key_after_it_was_freed()
    {
        await using var rig = await StartAsync(new IdempotencyModel { Retention = TimeSpan.FromSeconds(1) });
        var first = await rig.PostAsync("k");
        rig.StoreTime.By += s_pastLease;
        var second = await rig.PostAsync("k");
        Assert.Equal((202, 202), (first.Status, second.Status));
        Assert.NotEqual(first.Headers["Location"], second.Headers["Location"]);
    }

    [Fact]
    public async Task Request_with_a_kept_key_is_not_deferred_when_it_is_larger_than_what_its_route_defers()
    {
        await using var rig = await StartAsync(new IdempotencyModel(), maxBody: 10);
        var answer = await rig.PostAsync("k", "eleven and more");
        Assert.Equal(413, answer.Status);
        Assert.Equal(202, (await rig.PostAsync("other", "ten")).Status);
    }

    // The first enqueueing is done or not and its outcome unknown, the second fails.
    private static FaultyStore Break(KeyedRig rig, DurabilityFailure second, bool isThere = true)
    {
        var store = new FaultyStore(rig.Access.Store!);
        Action<int> fail = call => throw new DurabilityException(call == 1 ? DurabilityFailure.UnknownOutcome : second, $"the test says so at call {call}");
        if (isThere)
            store.AfterEnqueue = fail;
        else
            store.BeforeEnqueue = fail;
        rig.Access.Store = store;
        return store;
    }

    private static Task<KeyedRig> StartAsync(IdempotencyModel? idempotency, int maxBody = 1_000_000) => KeyedRig.StartAsync(
        context =>
        {
            context.Response.StatusCode = context.Request.Method == "GET" ? 404 : 201;
            return Task.CompletedTask;
        },
        idempotency,
        model => model with
        {
            Durability = new DurabilityModel(),
            Queues = [new QueueModel { Name = "later", Backoff = TimeSpan.FromMilliseconds(10), MaxAttempts = 5 }],
            Routes = [model.Routes[0] with { Defer = new DeferModel { When = DeferWhen.Always, Queue = "later", MaxBody = maxBody } }],
        });

    private static Task DoneAsync(KeyedRig rig, string location) => Eventually.Async(
        async () => (await rig.Client.GetStringAsync(location)).Contains("\"done\"", StringComparison.Ordinal), $"{location} is done");
}
