using System.Text;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Support;

/// <summary>Short forms of what tests do with a store.</summary>
internal static class Stores
{
    public static async Task<long> PutAsync(this ICoordinator store, string key, string value, long lease = 0) =>
        (await store.CommitAsync(new Transaction { Then = [Operation.Put(key, Encoding.UTF8.GetBytes(value), lease)] }, CancellationToken.None)).Revision;

    public static async Task<Entry?> FindAsync(this ICoordinator store, string key) => (await store.RangeAsync(RangeQuery.Of(key), CancellationToken.None)).First;

    public static async Task<string?> TextAsync(this ICoordinator store, string key) =>
        await store.FindAsync(key) is { } entry ? Encoding.UTF8.GetString(entry.Value.Span) : null;

    public static async Task<CoordinationException> FailsAsync(CoordinationFailure failure, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<CoordinationException>(action);
        Assert.Equal(failure, error.Failure);
        return error;
    }
}
