using Perdure.Console.Nodes;

namespace Perdure.Terminal.Top;

/// <summary>What happened between two samples of the same node. Pure.</summary>
internal static class TopRates
{
    /// <summary>How many a second, and the share of them that failed or was turned away; null when it cannot be said, as after a restart of the node.</summary>
    public static (double PerSecond, double Errors)? Of(TopSample now, TopSample? before)
    {
        if (Seconds(now, before) is not { } seconds)
            return null;
        var (answered, failed) = (now.Node.Totals.Requests - before!.Node.Totals.Requests, now.Node.Totals.Failed - before.Node.Totals.Failed);
        return answered < 0 || failed < 0 ? null : (answered / seconds, answered == 0 ? 0 : Math.Min(1, (double)failed / answered));
    }

    /// <summary>The same of a route, and the time that 99 of 100 answers took at most, in ms; 0 without answers.</summary>
    public static (double PerSecond, double Errors, double P99Ms)? Of(RouteCounts route, TopSample now, TopSample? before)
    {
        if (Seconds(now, before) is not { } seconds || before!.Routes.Routes.FirstOrDefault(one => one.Name == route.Name) is not { } then)
            return null;
        var bad = route.Failed + route.Shed - then.Failed - then.Shed;
        var answered = route.Good + route.Degraded - then.Good - then.Degraded + bad;
        var all = answered + route.HeldBack + route.ClientGone - then.HeldBack - then.ClientGone;
        return all < 0 || bad < 0 ? null : (all / seconds, answered <= 0 ? 0 : (double)bad / answered, Percentile(route.Times, then.Times, now.Routes.BoundsMs, 0.99));
    }

    // By interpolation inside a bucket; what is beyond the last bound is that.
    private static double Percentile(IReadOnlyList<long> now, IReadOnlyList<long> then, IReadOnlyList<double> bounds, double q)
    {
        if (now.Count != then.Count || now.Count != bounds.Count + 1)
            return 0;
        var rank = q * now.Zip(then, (one, other) => one - other).Sum();
        double below = 0;
        for (var at = 0; at < bounds.Count && rank > 0; at++)
        {
            var here = now[at] - then[at];
            if (here > 0 && below + here >= rank)
            {
                var from = at == 0 ? 0 : bounds[at - 1];
                return from + ((bounds[at] - from) * (rank - below) / here);
            }

            below += here;
        }

        return rank > 0 ? bounds[^1] : 0;
    }

    private static double? Seconds(TopSample now, TopSample? before) =>
        before is not null && before.Node.StartedAt == now.Node.StartedAt && now.AtMs > before.AtMs ? (now.AtMs - before.AtMs) / 1_000.0 : null;
}
