using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Balancing;

/// <summary>
/// The cheaper of two instances drawn by weight. Cost = latency (peak EWMA) × penalty for errors × (in flight / weight + 1). Sources: Mitzenmacher,
/// "The Power of Two Choices"; Finagle's PeakEwma.
/// </summary>
/// <remarks>
/// Three choices of ours. Weight enters by the draw and by the load, not by the bare latency: with (in flight + 1) / weight a heavier instance would win every
/// comparison in an idle pool, and weight 2 would mean nearly all. And the first one drawn keeps the request unless the other is clearly cheaper, so that
/// equals share by weight rather than by the noise of their estimates. An instance that owes answers costs at least twice as long as it has been
/// silent, so a hung one loses with its second request. And a dearer one loses most requests, not all: a winner that takes all would never
/// learn that the loser has recovered.
/// </remarks>
internal sealed class TwoChoicesBalancer(long decayMs) : Balancer
{
    private const double ClearlyCheaper = 1.25;

    // Of the first choices, so for two instances half of it, for ten a tenth of it are the instance's part of all requests.
    private const double Exploration = 0.005;
    private const int Draws = 8;

    internal override int Choose(LevelView view, in SelectionQuery query, in Passing passing)
    {
        if (view.Candidates.Length == 1) return passing.Allows(view.Candidates[0], query) ? 0 : -1;
        if (query.Saturated) return FreestChoice.Choose(view, query, passing, decayMs);
        var random = query.Random;
        var first = Draw(view, query, passing, not: -1, ref random);
        if (first < 0) return -1;
        var second = Draw(view, query, passing, not: first, ref random);
        if (second < 0) return first;
        var ratio = Cost(view, first, query, passing) / Cost(view, second, query, passing);
        return ratio <= ClearlyCheaper || IsKept(view.Candidates[first], ratio, query, random) ? first : second;
    }

    // No instance may lose its traffic for good by what it once was: the dearer keeps a part that falls with the fourth power of the ratio, and an idle
    // one is tried now and then whatever it cost, by requests that can be repeated. But what waits longer than usual already gets no company.
    private static bool IsKept(Instance instance, double ratio, in SelectionQuery query, ulong random)
    {
        if (instance.InFlight > 0 && instance.SilentMs(query.NowMs) * 1000.0 > instance.Cost.LatencyUs) return false;
        var dearness = ClearlyCheaper / ratio;
        var part = dearness * dearness;
        part *= part;
        if (part < Exploration && instance.InFlight == 0 && !query.AvoidProbes) part = Exploration;
        return Unit(Another(random)) < part;
    }

    private static int Draw(LevelView view, in SelectionQuery query, in Passing passing, int not, ref ulong random)
    {
        for (var i = 0; i < Draws; i++)
        {
            var drawn = view.Draw(Unit(random));
            random = Another(random);
            if (drawn != not && passing.Allows(view.Candidates[drawn], query)) return drawn;
        }
        var start = (int)(Unit(random) * view.Candidates.Length);
        var found = FirstFrom(start, view, query, passing);
        if (found != not || found < 0) return found;
        found = FirstFrom((found + 1) % view.Candidates.Length, view, query, passing);
        return found == not ? -1 : found;
    }

    private double Cost(LevelView view, int index, in SelectionQuery query, in Passing passing)
    {
        var instance = view.Candidates[index];
        var inFlight = instance.InFlight;
        var waitedUs = inFlight == 0 ? 0 : instance.SilentMs(query.NowMs) * 1000.0;
        var costUs = instance.Cost.CostUs(passing.TypicalUs, waitedUs, inFlight == 0, query.NowMs, decayMs);
        return costUs * ((inFlight / view.Weights[index]) + 1);
    }
}
