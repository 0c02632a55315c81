namespace Perdure.Gauntlet.Instances;

/// <summary>Draws service times. Not thread-safe.</summary>
public sealed class ServiceTimes(ServiceShape shape, Random random)
{
    private const double LongestOverMean = 5;

    /// <summary>The quantiles of the exponential distribution in the middle of 64 equal parts.</summary>
    private static readonly double[] Deck = [.. Enumerable.Range(0, 64).Select(static i => -Math.Log(1 - (i + 0.5) / 64))];

    private readonly double[] _deck = [.. Deck];
    private int _next = Deck.Length;

    /// <summary>Mean of what is drawn, over the mean that was asked for.</summary>
    public static double RelativeMean(ServiceDistribution distribution) => distribution switch
    {
        ServiceDistribution.Exponential => 1 - Math.Exp(-LongestOverMean),
        ServiceDistribution.Deck => Deck.Average(),
        _ => 1,
    };

    /// <summary>The next service time in ms.</summary>
    public double NextMs() => shape.MeanMs * shape.Distribution switch
    {
        ServiceDistribution.Exponential => Math.Min(LongestOverMean, -Math.Log(1 - random.NextDouble())),
        ServiceDistribution.Deck => FromDeck(),
        _ => 0.75 + 0.5 * random.NextDouble(),
    };

    private double FromDeck()
    {
        if (_next == _deck.Length)
        {
            random.Shuffle(_deck);
            _next = 0;
        }
        return _deck[_next++];
    }
}
