using Perdure.Client.Leases;

namespace Perdure.Client.Locks;

/// <summary>A lock that is held, until it is lost or released. Use it with <c>await using</c>.</summary>
public sealed class HeldLock : LeaseHold
{
    internal HeldLock(string name, string owner, QueueEntry.First first, LeaseKeeper keeper, Func<CancellationToken, Task> release)
        : base(name, first.Standing.Token, first.Standing.Lease, keeper, release) => Owner = owner;

    /// <summary>Who holds it, as others see it.</summary>
    public string Owner { get; }
}
