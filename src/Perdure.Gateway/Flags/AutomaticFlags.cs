using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;
using Perdure.Model;
using Perdure.Resilience.Flags;

namespace Perdure.Gateway.Flags;

/// <summary>
/// Switches flags off while their conditions last (<c>offWhen</c>), and on again afterwards. Driven by the upkeep, beside the requests; outlives
/// reloads, also what a flag is in the middle of as long as its condition stays the same. Thread-safe.
/// </summary>
internal sealed class AutomaticFlags(FlagSwitches switches, ILogger log)
{
    private readonly Lock _lock = new();
    private readonly ConditionWatch _watch = new();
    private ImmutableArray<Entry> _entries = [];

    /// <summary>All flags with a condition, in the order of the system file.</summary>
    public IReadOnlyList<AutomaticFlag> Current
    {
        get
        {
            lock (_lock)
                return [.. _entries.Select(entry => entry.Show())];
        }
    }

    /// <summary>From here on these conditions count.</summary>
    public void Follow(SystemModel model)
    {
        lock (_lock)
        {
            _entries =
            [
                .. from flag in model.Flags
                   where flag.OffWhen is not null
                   let same = _entries.FirstOrDefault(entry => entry.Flag.Name == flag.Name && entry.Flag.OffWhen == flag.OffWhen)
                   select same ?? new Entry(flag),
            ];
            Publish();
        }
    }

    /// <summary>Looks at all conditions.</summary>
    public void Tick(GatewayPlan plan, long shedByNode, long nowMs)
    {
        lock (_lock)
        {
            if (_entries.IsEmpty)
                return;
            if (_entries.Any(entry => entry.Condition.Shedding is not null))
                _watch.Look(plan, shedByNode, nowMs);
            var turned = false;
            foreach (var entry in _entries)
            {
                if (!entry.Update(_watch.SignOf(entry.Condition, plan, nowMs), nowMs))
                    continue;
                turned = true;
                if (entry.State.Off)
                    GatewayLog.FlagWentOff(log, entry.Flag.Name, entry.Why);
                else
                    GatewayLog.FlagCameBack(log, entry.Flag.Name, (long)entry.Condition.BackAfter.TotalMilliseconds);
            }

            if (turned)
                Publish();
        }
    }

    private void Publish() => switches.SetOff(_entries.Where(entry => entry.State.Off).Select(entry => entry.Flag.Name));

    private sealed class Entry(FlagModel flag)
    {
        private bool _holds;

        public FlagModel Flag { get; } = flag;

        public FlagCondition Condition { get; } = flag.OffWhen!;

        public FlagConditionState State { get; } = new((long)flag.OffWhen!.For.TotalMilliseconds, (long)flag.OffWhen.BackAfter.TotalMilliseconds);

        public string Why => Condition switch
        {
            { Breaker: { } service } => $"no instance of {service} can be asked",
            { Shedding: "*" } => "requests are turned away because there is too much to do",
            _ => $"requests to {Condition.Shedding} are turned away because there is too much to do",
        };

        public bool Update(ConditionSign sign, long nowMs)
        {
            _holds = sign == ConditionSign.Present;
            return State.Update(sign, nowMs);
        }

        public AutomaticFlag Show() => new(Flag.Name, State.Off, State.SinceMs, Why, _holds);
    }
}
