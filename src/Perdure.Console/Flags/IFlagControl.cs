using Perdure.Coordination.Shared;

namespace Perdure.Console.Flags;

/// <summary>The feature flags of the system, as the admin API shows and changes them. Thread-safe.</summary>
public interface IFlagControl
{
    /// <summary>All flags as they stand on this node. Answers from memory.</summary>
    FlagList Flags();

    /// <summary>Sets a flag on all nodes; while the store is lost on this one, until it is back.</summary>
    /// <param name="name">One of <see cref="Flags"/>.</param>
    /// <param name="percent">0 to 100.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<ChangeReach> SetFlagAsync(string name, int percent, string by, CancellationToken cancellationToken);

    /// <summary>Gives a flag back to its default, likewise.</summary>
    Task<ChangeReach> ClearFlagAsync(string name, string by, CancellationToken cancellationToken);
}
