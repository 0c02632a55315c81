using System.Text;

namespace Perdure.Histories;

/// <summary>The search for an order of one part's operations. Used once.</summary>
internal sealed class LinearizationSearch<TState, TInput, TOutput>
    where TState : notnull, IEquatable<TState>
{
    private const int StepsBetweenLooks = 256;
    private const int ShownMax = 12;
    private readonly IHistoryModel<TState, TInput, TOutput> _model;
    private readonly HistoryOperation<TInput, TOutput>[] _operations;
    private readonly HistoryLimits _limits;
    private readonly long _start;
    private readonly HistoryEvent _head;
    private readonly int _completed;
    private readonly Stack<Choice> _choices = new();
    private readonly HashSet<Situation<TState>> _known = [];
    private readonly ulong[] _placed;
    private readonly List<TState> _next = [];
    private int _deepest = -1;
    private int[] _bestOrder = [];
    private HistoryEvent? _obstacle;

    public LinearizationSearch(
        IHistoryModel<TState, TInput, TOutput> model, HistoryOperation<TInput, TOutput>[] operations, HistoryLimits limits, long start)
    {
        (_model, _operations, _limits, _start) = (model, operations, limits, start);
        _head = HistoryEvent.List(operations.Select(operation => (operation.Called, operation.Returned)));
        _completed = operations.Count(operation => !operation.IsOpen);
        _placed = new ulong[(operations.Length + 63) / 64];
    }

    /// <summary>Searches.</summary>
    public HistoryVerdict Run()
    {
        var state = _model.Initial;
        var left = _completed;
        var at = _head.Next;
        // Operations that were never answered need no place: they may never have happened.
        for (var steps = 1; left > 0; steps++)
        {
            if (steps % StepsBetweenLooks == 0 && IsOver()) return HistoryVerdict.Unknown;
            if (at is { IsCall: true })
            {
                _next.Clear();
                _model.Step(state, _operations[at.Operation], _next);
                var choice = Choose(new Choice(at, state, [.. _next], 0));
                if (choice is { } made)
                {
                    (state, at, left) = (made.Next, _head.Next, left - Completes(made.Call));
                    continue;
                }

                at = at.Next;
                continue;
            }

            // A return stands in the way: its operation has to be placed before it, and could not be.
            Remember(at, left);
            if (Backtrack(ref left) is not { } other) return HistoryVerdict.NotLinearizable;
            (state, at) = other.At is null ? (other.State, other.Resume) : (other.State, other.At);
        }

        return HistoryVerdict.Linearizable;
    }

    /// <summary>Says what stood in the way of the longest order that was found.</summary>
    public string Explain()
    {
        var text = new StringBuilder();
        var shown = _bestOrder.TakeLast(ShownMax).ToArray();
        text.AppendLine($"{_operations.Length} operations; the longest order explains {_bestOrder.Length} of them and ends in");
        foreach (var operation in shown) text.AppendLine($"  {_operations[operation]}");
        if (_obstacle is not null) text.AppendLine($"then nothing explains\n  {_operations[_obstacle.Operation]}");
        return text.ToString();
    }

    // Places the operation in the first of the ways left that leads to a situation not met before.
    private Choice? Choose(Choice choice)
    {
        var (word, bit) = (choice.Call.Operation / 64, 1UL << (choice.Call.Operation % 64));
        for (; choice.Tried < choice.Ways.Length; choice = choice with { Tried = choice.Tried + 1 })
        {
            _placed[word] |= bit;
            if (_known.Add(new Situation<TState>((ulong[])_placed.Clone(), choice.Ways[choice.Tried])))
            {
                _choices.Push(choice);
                choice.Call.Lift();
                return choice;
            }

            _placed[word] &= ~bit;
        }

        return null;
    }

    // Takes back the last choice. Goes on with another way of the same operation, or behind it.
    private (TState State, HistoryEvent? At, HistoryEvent? Resume)? Backtrack(ref int left)
    {
        if (!_choices.TryPop(out var choice)) return null;
        choice.Call.Unlift();
        _placed[choice.Call.Operation / 64] &= ~(1UL << (choice.Call.Operation % 64));
        left += Completes(choice.Call);
        if (Choose(choice with { Tried = choice.Tried + 1 }) is not { } other) return (choice.State, null, choice.Call.Next);
        left -= Completes(other.Call);
        return (other.Next, _head.Next, null);
    }

    private int Completes(HistoryEvent call) => _operations[call.Operation].IsOpen ? 0 : 1;

    private bool IsOver() => _known.Count > _limits.SituationsMax || _limits.Clock.GetElapsedTime(_start) > _limits.Time;

    private void Remember(HistoryEvent? obstacle, int left)
    {
        var depth = _completed - left;
        if (depth <= _deepest) return;
        (_deepest, _obstacle) = (depth, obstacle);
        _bestOrder = [.. _choices.Reverse().Select(choice => choice.Call.Operation)];
    }

    /// <summary>An operation that was placed.</summary>
    /// <param name="Call">Its call.</param>
    /// <param name="State">The state before it.</param>
    /// <param name="Ways">The states that it can lead to.</param>
    /// <param name="Tried">Which of them is being tried.</param>
    private readonly record struct Choice(HistoryEvent Call, TState State, TState[] Ways, int Tried)
    {
        public TState Next => Ways[Tried];
    }
}
