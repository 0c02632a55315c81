using Perdure.Histories;
using Perdure.Histories.Keys;

namespace Perdure.Coordination.Tests.Linearizability;

/// <summary>Decides by trying every order: nothing clever in it, so that it can be the judge of what is clever. For small histories.</summary>
internal static class BruteForce
{
    public static bool IsLinearizable(IReadOnlyList<HistoryOperation<KeyAction, KeyAnswer>> history) =>
        history.GroupBy(operation => operation.Input.Key).All(part => Explains([.. part], new KeyModel().Initial));

    private static bool Explains(HistoryOperation<KeyAction, KeyAnswer>[] left, KeyState state)
    {
        if (left.All(operation => operation.IsOpen)) return true;
        foreach (var operation in left)
        {
            // Nothing that was over before it was called may come after it.
            if (left.Any(other => other.Returned < operation.Called)) continue;
            var next = new List<KeyState>();
            new KeyModel().Step(state, operation, next);
            if (next.Any(after => Explains([.. left.Where(other => !ReferenceEquals(other, operation))], after))) return true;
        }

        return false;
    }
}
