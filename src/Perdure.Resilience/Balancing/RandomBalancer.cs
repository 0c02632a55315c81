using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Balancing;

/// <summary>At random by weight. One that is ruled out is drawn again, a few times, before the next in line is taken.</summary>
internal sealed class RandomBalancer : Balancer
{
    private const int Draws = 8;

    internal override int Choose(LevelView view, in SelectionQuery query, in Passing passing)
    {
        var random = query.Random;
        var drawn = 0;
        for (var i = 0; i < Draws; i++)
        {
            drawn = view.Draw(Unit(random));
            if (passing.Allows(view.Candidates[drawn], query)) return drawn;
            random = Another(random);
        }
        return FirstFrom(drawn, view, query, passing);
    }
}
