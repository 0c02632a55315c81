using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Balancing;

/// <summary>In turn by the view's schedule. The cursor belongs to the pool, so it goes on when the view is rebuilt.</summary>
internal sealed class RoundRobinBalancer : Balancer
{
    private long _cursor = -1;

    internal override bool UsesSchedule => true;

    internal override int Choose(LevelView view, in SelectionQuery query, in Passing passing)
    {
        var schedule = view.Schedule;
        var turn = (int)((ulong)Interlocked.Increment(ref _cursor) % (ulong)schedule.Length);
        for (var i = 0; i < schedule.Length; i++)
        {
            var candidate = schedule[turn];
            if (passing.Allows(view.Candidates[candidate], query)) return candidate;
            if (++turn == schedule.Length) turn = 0;
        }
        return -1;
    }
}
