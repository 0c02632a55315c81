namespace Perdure.Resilience.Tiers;

/// <summary>How fast a <see cref="PriorityThreshold"/> moves, and how far.</summary>
public sealed record PriorityThresholdOptions
{
    /// <summary>How often the threshold may move, in ms. Range: 10 to 10,000. Default: 100.</summary>
    public int IntervalMs { get; init; } = 100;

    /// <summary>The share of the admitted requests that an overloaded interval takes away at least. Range: 0 to 1, both excluded. Default: 0.05.</summary>
    public double Decrease { get; init; } = 0.05;

    /// <summary>
    /// The share by which the admitted requests grow after an interval without overload; doubled with each further such interval in a row, up
    /// to <see cref="MaxIncrease"/>. Range: above 0. Default: 0.01.
    /// </summary>
    public double Increase { get; init; } = 0.01;

    /// <summary>The most that one interval gives back, as a share of the admitted requests. Default: 0.16.</summary>
    public double MaxIncrease { get; init; } = 0.16;

    /// <summary>
    /// Overloaded intervals in a row with nothing but the first tier (critical) admitted before some of that is turned away too. Range: 1 to
    /// 1,000. Default: 10.
    /// </summary>
    public int CriticalPatience { get; init; } = 10;

    /// <summary>Priorities below this are admitted always, however long the overload lasts. Range: 1 to 64. Default: 32, half of the first tier.</summary>
    public int Floor { get; init; } = 32;

    /// <summary>Intervals in a row without overload and with everybody admitted after which requests are not looked at any more. Default: 50.</summary>
    public int IdleAfter { get; init; } = 50;
}
