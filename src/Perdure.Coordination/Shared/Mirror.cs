using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>
/// What the store holds under a prefix, kept as an immutable picture by one listing and a watch. While the store is lost the picture stays
/// as it was last known; when the store returns it is listed anew, and only the differences are raised. Thread-safe.
/// </summary>
public sealed class Mirror : IAsyncDisposable
{
    private Mirror()
    {
    }

    /// <summary>The last known picture, keys in ordinal order. Empty until <see cref="FirstAsync"/>.</summary>
    public ImmutableSortedDictionary<string, Entry> Current { get; private set; } =
        ImmutableSortedDictionary.Create<string, Entry>(StringComparer.Ordinal);

    /// <summary>The revision of the store up to which <see cref="Current"/> is complete; 0 until <see cref="FirstAsync"/>.</summary>
    public long Revision { get; private set; }

    /// <summary>Whether the picture follows the store just now: the store is connected, and listing and watch have begun since it is.</summary>
    public bool Fresh { get; private set; }

    /// <summary>What is wrong and what to do; null while all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>
    /// Raised after each step, in order, from one loop; <see cref="Current"/> shows the new picture already. Raised after every listing, also
    /// when it found nothing new. Handlers return fast; what they throw is logged and nothing else.
    /// </summary>
    public event Action<MirrorChange>? Changed;

    /// <summary>Raised, from the same loop or from the coordinator's, when <see cref="Fresh"/> may have another value.</summary>
    public event Action? FreshChanged;

    /// <summary>Begins to follow. Returns at once; never throws because of the store.</summary>
    /// <param name="coordinator">The store; not disposed of by the mirror.</param>
    /// <param name="prefix">The beginning of the keys.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static Mirror Start(ICoordinator coordinator, string prefix, MirrorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(coordinator);
        _ = (prefix, options);
        return new Mirror();
    }

    /// <summary>Completes when the first listing has been taken in.</summary>
    public Task FirstAsync(CancellationToken cancellationToken) => Task.FromException(new NotSupportedException());

    /// <summary>Stops following. The picture stays readable.</summary>
    public ValueTask DisposeAsync()
    {
        Changed?.Invoke(new MirrorChange(0, [], Current, true));
        FreshChanged?.Invoke();
        return ValueTask.CompletedTask;
    }
}
