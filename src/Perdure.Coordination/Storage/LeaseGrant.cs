namespace Perdure.Coordination.Storage;

/// <summary>A lease, as far as its holder may rely on it.</summary>
/// <param name="Id">The lease; 0 is never one.</param>
/// <param name="Ttl">How long it lives without renewal, as the store granted it: never less than asked for. Zero: it is gone.</param>
/// <param name="DeadlineTimestamp">
/// The moment up to which the holder may take it as alive, as a timestamp of the coordinator's <see cref="ICoordinator.Clock"/>: counted from
/// before the request was sent, so that it is never later than the store's own deadline, whatever the network did.
/// </param>
public sealed record LeaseGrant(long Id, TimeSpan Ttl, long DeadlineTimestamp)
{
    /// <summary>Whether the store still knew the lease.</summary>
    public bool Alive => Ttl > TimeSpan.Zero;
}
