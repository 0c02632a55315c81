namespace Perdure.Resilience.Pools;

// The choice for a second copy of a request that is already on its way.
public sealed partial class ServicePool
{
    /// <summary>
    /// Chooses an instance for a second copy of a request whose first is still out: one that takes regular traffic, in another zone than
    /// <paramref name="avoidZone"/> if one there can, else in any. Never standby and nobody that asked to be left alone: nothing is lost without a second copy.
    /// A successful selection must be completed exactly once.
    /// </summary>
    /// <param name="query">The query; <see cref="SelectionQuery.Tried"/> holds the instance that has the first copy.</param>
    /// <param name="avoidZone">The zone of the first copy; null = zones do not matter.</param>
    public Selection SelectAnother(in SelectionQuery query, string? avoidZone)
    {
        var view = Volatile.Read(ref _view);
        if (avoidZone is not null)
        {
            var elsewhere = query with { AvoidZone = avoidZone };
            if (TryRegular(view, view.Active, elsewhere, deferredToo: false, out var far)) return far;
        }
        return TryRegular(view, view.Active, query, deferredToo: false, out var selection)
            ? selection
            : new Selection { Failure = SelectionFailure.AllTried, Panic = view.Panic };
    }
}
