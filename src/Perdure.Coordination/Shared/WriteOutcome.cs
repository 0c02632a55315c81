using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>What became of a guarded change.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Entry">The key as it stands in the store now; null: it does not exist.</param>
/// <param name="Revision">The revision at which that was so.</param>
internal readonly record struct WriteOutcome(WriteOutcome.Result Kind, Entry? Entry, long Revision)
{
    public enum Result
    {
        /// <summary>The store has it.</summary>
        Done,

        /// <summary>Somebody else has changed the key since.</summary>
        Moved,

        /// <summary>The store could not be asked; it may have been done.</summary>
        Unresolved,
    }

    public static WriteOutcome Unresolved => new(Result.Unresolved, null, 0);
}
