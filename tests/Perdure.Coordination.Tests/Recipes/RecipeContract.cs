using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Recipes;

/// <summary>What elections, locks, sessions and membership must do on every engine. A subclass per engine says how to come by a store.</summary>
public abstract partial class RecipeContract : IAsyncLifetime
{
    // Leases of this time to live do not end by themselves within a test.
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private ICoordinator? _store;

    protected ICoordinator Store => _store ?? throw new InvalidOperationException("not started");

    /// <summary>A coordinator on an empty store or prefix.</summary>
    protected abstract Task<ICoordinator> CreateAsync();

    /// <summary>Ends what the engine needs beside its coordinator.</summary>
    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _store = await CreateAsync();
        await Eventually.Holds(() => Store.Status.State == StoreState.Connected, "the store is connected");
    }

    public async Task DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        await CleanUpAsync();
    }

    private static CancellationToken Soon() => new CancellationTokenSource(Patience, TimeProvider.System).Token;

    private async Task<int> CountAsync(string prefix) => (await Store.RangeAsync(RangeQuery.Under(prefix), Soon())).Entries.Length;

    /// <summary>Waits for the first in a sequence that is as wanted.</summary>
    private static async Task<T> FirstAsync<T>(IAsyncEnumerator<T> sequence, Func<T, bool> wanted)
    {
        while (await sequence.MoveNextAsync())
            if (wanted(sequence.Current)) return sequence.Current;
        throw new InvalidOperationException("the sequence ended");
    }
}
