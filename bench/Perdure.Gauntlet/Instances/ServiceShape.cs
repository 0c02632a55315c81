namespace Perdure.Gauntlet.Instances;

/// <summary>What the instances of a rig can do.</summary>
/// <param name="Workers">Requests that each works on at once.</param>
/// <param name="MeanMs">Mean of the service time in ms, before it is cut.</param>
/// <param name="Distribution">How service times are spread.</param>
public sealed record ServiceShape(int Workers, double MeanMs, ServiceDistribution Distribution)
{
    /// <summary>Two workers, 20 ms, exponential.</summary>
    public static ServiceShape Usual { get; } = new(2, 20, ServiceDistribution.Exponential);

    /// <summary>Requests per second that one instance can do: the workers over the mean of what is really drawn.</summary>
    public double PerSecond => Workers * 1000 / (MeanMs * ServiceTimes.RelativeMean(Distribution));
}
