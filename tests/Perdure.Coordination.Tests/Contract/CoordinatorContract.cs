using System.Text;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Contract;

/// <summary>
/// What every engine must do, the same for all. A subclass per engine says how to come by a store; every test gets an empty one (or an
/// empty prefix of one). Revisions are compared with each other, never with numbers, because other prefixes may have moved them.
/// </summary>
public abstract partial class CoordinatorContract : IAsyncLifetime
{
    protected const string SystemName = "contract";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private ICoordinator? _coordinator;

    /// <summary>The store under test.</summary>
    protected ICoordinator Store => _coordinator ?? throw new InvalidOperationException("not started");

    protected static CancellationToken None => CancellationToken.None;

    /// <summary>A coordinator on an empty store or prefix.</summary>
    protected abstract Task<ICoordinator> CreateAsync();

    /// <summary>Another coordinator at the same place, for a system of this name; null when the engine has no place that outlives it. May throw.</summary>
    protected abstract Task<ICoordinator?> ReopenAsync(string system);

    /// <summary>A coordinator of the same store with another prefix; null when the engine has no prefixes.</summary>
    protected abstract Task<ICoordinator?> NeighbourAsync();

    /// <summary>Makes the store forget its history before a revision.</summary>
    protected abstract Task CompactAsync(long revision);

    /// <summary>Ends what the engine needs beside its coordinators.</summary>
    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _coordinator = await CreateAsync();
        await ConnectedAsync(_coordinator);
    }

    public async Task DisposeAsync()
    {
        if (_coordinator is not null) await _coordinator.DisposeAsync();
        await CleanUpAsync();
    }

    protected static async Task ConnectedAsync(ICoordinator coordinator) =>
        await Eventually.Holds(() => coordinator.Status.State == StoreState.Connected, "the store is connected: " + coordinator.Status.Problem);

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(Entry? entry) => entry is null ? "-" : Encoding.UTF8.GetString(entry.Value.Span);

    protected static Operation Put(string key, string value, long lease = 0) => Operation.Put(key, Bytes(value), lease);

    protected static Transaction Then(params Operation[] steps) => new() { Then = [.. steps] };

    protected async Task<long> PutAsync(string key, string value, long lease = 0) => (await Store.CommitAsync(Then(Put(key, value, lease)), None)).Revision;

    protected async Task<Entry?> GetAsync(string key) => (await Store.RangeAsync(RangeQuery.Of(key), None)).First;

    protected async Task<string> KeysAsync(RangeQuery query) => Keys(await Store.RangeAsync(query, None));

    protected static string Keys(RangeResult result) => string.Join(' ', result.Entries.Select(entry => entry.Key));

    protected static async Task<CoordinationException> FailsAsync(CoordinationFailure failure, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<CoordinationException>(action);
        Assert.Equal(failure, error.Failure);
        return error;
    }

    protected WatchReader Watch(string key, bool prefix = false, long from = 0) =>
        new(Store.WatchAsync(new WatchQuery { Key = key, Prefix = prefix, FromRevision = from }, None), Patience);
}
