namespace Perdure.Gauntlet.Instances;

/// <summary>How service times are spread around their mean.</summary>
public enum ServiceDistribution
{
    /// <summary>Exponential, each drawn by itself, cut at five times the mean.</summary>
    Exponential,

    /// <summary>
    /// Exponential, but drawn from a shuffled deck of its quantiles: any 64 draws have the same mean, so that an instance's capacity is the same
    /// in every run and a goodput can be held against it.
    /// </summary>
    Deck,

    /// <summary>Evenly from three quarters to five quarters of the mean, so that an answer's lateness says that something is wrong.</summary>
    Even,
}
