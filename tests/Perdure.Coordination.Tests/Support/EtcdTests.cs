using Perdure.Coordination.Etcd;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Support;

/// <summary>What tests of the etcd engine have in common.</summary>
internal static class EtcdTests
{
    private static int s_prefixes;

    /// <summary>A prefix that no other test has.</summary>
    public static string NewPrefix() => $"/test/{Interlocked.Increment(ref s_prefixes)}-{Guid.NewGuid():n}";

    /// <summary>Options with a time-out that only a call reaches that is never answered; tests of time-outs set their own, which bounds looks too.</summary>
    public static EtcdOptions Options(EtcdCluster cluster) => new()
    {
        Endpoints = cluster.Endpoints, Prefix = NewPrefix(), System = "shop", Timeout = TimeSpan.FromSeconds(30), LookWithin = TimeSpan.FromSeconds(10),
    };

    public static EtcdCoordinator Open(EtcdCluster cluster, Func<EtcdOptions, EtcdOptions>? with = null) =>
        EtcdCoordinator.Create(with is null ? Options(cluster) : with(Options(cluster)));

    public static Task Put(this ICoordinator store, string key, string value, long lease = 0) =>
        store.CommitAsync(new Transaction { Then = [Operation.Put(key, System.Text.Encoding.UTF8.GetBytes(value), lease)] }, default).AsTask();

    public static async Task<string?> Get(this ICoordinator store, string key, ReadConsistency consistency = default) =>
        (await store.RangeAsync(RangeQuery.Of(key) with { Consistency = consistency }, default)).First is { } entry
            ? System.Text.Encoding.UTF8.GetString(entry.Value.Span)
            : null;

    public static Task Becomes(this ICoordinator store, StoreState state) => Eventually.Holds(() => store.Status.State == state, $"the state {state}; it is {store.Status}");

    /// <summary>Writes until it is acknowledged: while members are elected or come back, a call may fail for reasons that pass.</summary>
    public static Task PutAtLast(this ICoordinator store, string key, string value) => Eventually.Holds(
        async () =>
        {
            try
            {
                await store.Put(key, value);
                return true;
            }
            catch (CoordinationException fault) when (fault.IsTransient)
            {
                return false;
            }
        },
        $"{key} = {value} is acknowledged");

    /// <summary>The failure that a call ends with; the test fails when it ends well.</summary>
    public static async Task<CoordinationException> Fails(Func<Task> call) => await Assert.ThrowsAsync<CoordinationException>(call);
}
