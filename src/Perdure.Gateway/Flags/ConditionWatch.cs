using Perdure.Gateway.Admission;
using Perdure.Gateway.Planning;
using Perdure.Model;
using Perdure.Resilience.Bulkheads;
using Perdure.Resilience.Flags;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Flags;

/// <summary>Sees whether the conditions of flags are there. For one caller at a time.</summary>
internal sealed class ConditionWatch
{
    // Requests come one by one: what was turned away a moment ago is being turned away.
    private const long SheddingMs = 1_000;
    private const string Anywhere = "*";

    private readonly Dictionary<string, (long Count, long RoseAtMs)> _shed = [];
    private long _total;

    /// <summary>Notes where requests were turned away since the last look.</summary>
    public void Look(GatewayPlan plan, long shedByNode, long nowMs)
    {
        _total = shedByNode;
        foreach (var service in plan.Services)
        {
            var count = ShedOf(plan, service);
            _total += count;
            Note(service.Name, count, nowMs);
        }

        Note(Anywhere, _total, nowMs);
        foreach (var gone in _shed.Keys.Where(name => name != Anywhere && plan.Find(name) is null).ToList())
            _shed.Remove(gone);
    }

    /// <summary>What is seen of a condition.</summary>
    public ConditionSign SignOf(FlagCondition condition, GatewayPlan plan, long nowMs)
    {
        if (condition.Shedding is { } where)
            return _shed.TryGetValue(where, out var seen) && nowMs - seen.RoseAtMs <= SheddingMs ? ConditionSign.Present : ConditionSign.Absent;
        return plan.Find(condition.Breaker!) is { } service ? SignOf(service.Pool, nowMs) : ConditionSign.Absent;
    }

    // On the way to a service: by its own bulkhead and by those of the routes that lead to it.
    private static long ShedOf(GatewayPlan plan, ServiceRuntime service)
    {
        var count = ShedOf(service.Bulkhead);
        foreach (var route in plan.Routes.Routes)
        {
            if (ReferenceEquals(route.Service, service))
                count += ShedOf(route.Runtime.Bulkhead);
        }

        return count;
    }

    // A deadline that is too near says something about the caller, not about overload.
    private static long ShedOf(BulkheadRuntime? bulkhead) =>
        bulkhead?.Snapshot() is { } figures ? figures.Shed - figures.ShedFor(ShedReason.Deadline) : 0;

    private static ConditionSign SignOf(ServicePool pool, long nowMs)
    {
        var sign = ConditionSign.Present;
        foreach (var instance in pool.Instances)
        {
            switch (instance.Snapshot(nowMs).State)
            {
                case InstanceState.Available or InstanceState.Warming:
                    return ConditionSign.Absent;
                case InstanceState.HalfOpen:
                    sign = ConditionSign.Undecided;
                    break;
            }
        }

        return sign;
    }

    // A reload may take counts away with what was counted: that is no rise.
    private void Note(string where, long count, long nowMs)
    {
        var known = _shed.TryGetValue(where, out var seen);
        _shed[where] = (count, known && count > seen.Count ? nowMs : known ? seen.RoseAtMs : long.MinValue / 2);
    }
}
