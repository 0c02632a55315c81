namespace Perdure.Coordination.Shared;

/// <summary>
/// Drains, ejections by hand and held breakers, the same on every node. What was said of an instance is kept when it leaves the system file
/// (it may come back); <see cref="Unused"/> lists such ones, <see cref="ClearAsync"/> removes them. Thread-safe.
/// </summary>
public sealed class SharedOverrides
{
    /// <summary>How many instances may have an override at most.</summary>
    public const int MaxOverrides = 10_000;

    internal SharedOverrides()
    {
    }

    /// <summary>All of them, by service and instance; a new list after each change.</summary>
    public IReadOnlyList<InstanceOverride> All { get; private set; } = [];

    /// <summary>What was said of an instance; null for nothing.</summary>
    public InstanceOverride? Find(string service, string instance) => null;

    /// <summary>Those of instances that are not known any more.</summary>
    /// <param name="isKnown">Whether a service has an instance, by their ids.</param>
    public IReadOnlyList<InstanceOverride> Unused(Func<string, string, bool> isKnown) => [.. All.Where(o => !isKnown(o.Service, o.Instance))];

    /// <summary>Changes what is said of an instance, on top of the newest that the store has.</summary>
    /// <param name="service">The service; its name as in the system file.</param>
    /// <param name="instance">The id of the instance.</param>
    /// <param name="change">From the present override (an empty one when there is none) to the new one. May be called several times; only the three settings are taken from what it returns.</param>
    /// <param name="by">Who does it; at most 128 characters.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <exception cref="ArgumentException">A name is empty or too long.</exception>
    /// <exception cref="Storage.CoordinationException">The store refuses, or there are too many overrides; nothing was done.</exception>
    /// <exception cref="ConflictException">Others changed it all the time; nothing was done.</exception>
    public Task<ChangeReach> SetAsync(
        string service, string instance, Func<InstanceOverride, InstanceOverride> change, string by, CancellationToken cancellationToken = default) =>
        Task.FromException<ChangeReach>(new NotSupportedException());

    /// <summary>Takes back everything that was said of an instance. No error when nothing was said.</summary>
    public Task<ChangeReach> ClearAsync(string service, string instance, string by, CancellationToken cancellationToken = default) =>
        Task.FromException<ChangeReach>(new NotSupportedException());
}
