using System.Collections.Immutable;
using System.Globalization;
using Perdure.Coordination.Shared.Configuration;

namespace Perdure.Coordination.Shared.Rollout;

/// <summary>
/// Decides the next step of a staged roll-out. Pure.
/// <para>First all nodes are observed for one pause. Then one node after the other, by zone and id, gets the new version, has to say so within
/// the time-out, and is observed for one pause, at most four while it has too few requests. The share of failed requests of the node, and of all
/// changed nodes together, may be higher than that of before and than that of the nodes not yet changed (the higher of the two counts, so that
/// trouble that everybody has stops nothing) by at most the increase allowed. A changed node that cannot load the version, or is away or silent
/// for longer than the time-out, also stops the roll-out; one that is not changed yet and dies is left out.</para>
/// </summary>
internal static class RolloutPolicy
{
    /// <summary>After so many pauses without enough requests a node is taken as good: nobody uses it.</summary>
    private const int MaxPauses = 4;

    public static (RolloutMove Move, RolloutMemory Memory) Next(StagedRollout rollout, RolloutView view, RolloutMemory memory, long nowMs)
    {
        if (rollout.State != RolloutState.Running || !view.Fresh || view.Nodes.IsEmpty) return (RolloutMove.None, RolloutMemory.Empty);
        var step = (rollout.Version, rollout.Node, rollout.Done.Length);
        if (memory.Step != step) memory = new RolloutMemory { Step = step };

        (var trouble, memory) = CheckChanged(rollout, view, memory, nowMs);
        if (trouble is not null) return (new RolloutMove(null, trouble, ""), memory);
        if (rollout.Before is null) return Baseline(rollout, view, memory, nowMs);
        if (rollout.Node is null) return memory.SilentSinceMs.IsEmpty ? (Choose(rollout, view), memory) : (RolloutMove.None, memory);
        // The node, or one changed before it, does not say that it runs the version: what is observed now would not count.
        if (!memory.SilentSinceMs.IsEmpty) return (RolloutMove.None, memory with { ObservedSinceMs = null });
        return Observe(rollout, view, memory, nowMs);
    }

    private static (string? Trouble, RolloutMemory Memory) CheckChanged(StagedRollout rollout, RolloutView view, RolloutMemory memory, long nowMs)
    {
        var silent = memory.SilentSinceMs;
        foreach (var node in rollout.Node is null ? rollout.Done : rollout.Done.Add(rollout.Node))
        {
            var report = view.Nodes.Any(n => n.Id == node) ? view.Reports.GetValueOrDefault(node) : null;
            if (report?.Version == rollout.Version)
            {
                if (!report.Ok) return ($"node {node} cannot load it: {report.Error}", memory);
                silent = silent.Remove(node);
                continue;
            }
            if (!silent.TryGetValue(node, out var sinceMs)) silent = silent.Add(node, sinceMs = nowMs);
            if (nowMs - sinceMs <= rollout.Options.ReportTimeout.TotalMilliseconds) continue;
            var seconds = rollout.Options.ReportTimeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            return ($"node {node} has not said within {seconds} s that it runs it", memory);
        }
        return (null, memory with { SilentSinceMs = silent });
    }

    private static (RolloutMove Move, RolloutMemory Memory) Baseline(StagedRollout rollout, RolloutView view, RolloutMemory memory, long nowMs)
    {
        if (memory.ObservedSinceMs is not { } sinceMs) return (RolloutMove.None, Begin(view, memory, nowMs));
        if (nowMs - sinceMs < rollout.Options.Pause.TotalMilliseconds) return (RolloutMove.None, memory);
        return (Choose(rollout with { Before = Sum(view, memory, _ => true) }, view), memory);
    }

    /// <summary>The next node, or the end.</summary>
    private static RolloutMove Choose(StagedRollout rollout, RolloutView view)
    {
        var waiting = Order(view.Nodes).Where(n => !rollout.Done.Contains(n)).ToImmutableArray();
        if (waiting.IsEmpty) return new RolloutMove(rollout with { State = RolloutState.Done }, null, "all nodes run it");
        return new RolloutMove(
            rollout with { Node = waiting[0], Order = rollout.Done.AddRange(waiting) }, null,
            $"node {waiting[0]} is changed ({rollout.Done.Length + 1} of {rollout.Done.Length + waiting.Length})");
    }

    private static (RolloutMove Move, RolloutMemory Memory) Observe(StagedRollout rollout, RolloutView view, RolloutMemory memory, long nowMs)
    {
        if (memory.ObservedSinceMs is not { } sinceMs) return (RolloutMove.None, Begin(view, memory, nowMs));
        var node = rollout.Node!;
        var changed = rollout.Done.Add(node);
        var own = Sum(view, memory, n => n == node);
        var all = Sum(view, memory, changed.Contains);
        var others = Sum(view, memory, n => !changed.Contains(n));
        var usual = Math.Max(rollout.Before!.Value.Ratio, others.Ratio);
        if (Judge(rollout.Options, own, usual, $"node {node}") is { } bad) return (new RolloutMove(null, bad, ""), memory);
        if (Judge(rollout.Options, all, usual, "the changed nodes") is { } worse) return (new RolloutMove(null, worse, ""), memory);
        var pauseMs = rollout.Options.Pause.TotalMilliseconds;
        var isOver = nowMs - sinceMs >= pauseMs && (own.Requests >= rollout.Options.MinRequests || nowMs - sinceMs >= MaxPauses * pauseMs);
        return isOver
            ? (new RolloutMove(rollout with { Node = null, Done = changed }, null, $"node {node} runs it: {own.Failed} of {own.Requests} requests failed"), memory)
            : (RolloutMove.None, memory);
    }

    private static string? Judge(RolloutOptions options, ErrorCount count, double usual, string who)
    {
        if (count.Requests == 0 || count.Requests < options.MinRequests || count.Ratio <= usual + options.MaxErrorRatioIncrease) return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"of {count.Requests} requests to {who} {count.Ratio:P1} failed; it was {usual:P1}, and at most {options.MaxErrorRatioIncrease:P1} more are allowed");
    }

    private static RolloutMemory Begin(RolloutView view, RolloutMemory memory, long nowMs) => memory with
    {
        ObservedSinceMs = nowMs,
        Marks = view.Reports.ToImmutableDictionary(r => r.Key, r => new ErrorCount(r.Value.Requests, r.Value.Failed)),
    };

    private static ErrorCount Sum(RolloutView view, RolloutMemory memory, Func<string, bool> which) => view.Nodes
        .Where(n => which(n.Id) && view.Reports.ContainsKey(n.Id))
        .Aggregate(default(ErrorCount), (sum, n) => sum + Since(memory.Marks.GetValueOrDefault(n.Id), view.Reports[n.Id]));

    /// <summary>What a node answered since the mark. Counters that went back are those of a process that started since.</summary>
    private static ErrorCount Since(ErrorCount mark, NodeReport report) => report.Requests >= mark.Requests && report.Failed >= mark.Failed
        ? new ErrorCount(report.Requests - mark.Requests, report.Failed - mark.Failed)
        : new ErrorCount(report.Requests, report.Failed);

    private static IEnumerable<string> Order(ImmutableArray<RolloutNode> nodes) => nodes
        .OrderBy(n => n.Zone ?? "", StringComparer.Ordinal).ThenBy(n => n.Id, StringComparer.Ordinal).Select(n => n.Id).Distinct();
}
