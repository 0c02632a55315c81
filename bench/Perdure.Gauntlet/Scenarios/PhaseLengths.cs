namespace Perdure.Gauntlet.Scenarios;

/// <summary>How long the parts of a run take. The length of the fault is the scenario's.</summary>
/// <param name="WarmUp">Before the fault: connections are opened, code gets compiled, averages settle.</param>
/// <param name="Recovery">After it.</param>
/// <param name="FaultScale">Factor on the fault's length, below 1 only for smoke runs.</param>
public sealed record PhaseLengths(TimeSpan WarmUp, TimeSpan Recovery, double FaultScale)
{
    /// <summary>As the gauntlet is meant: 3 s, the fault, 4 s.</summary>
    public static PhaseLengths Full { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4), 1);

    /// <summary>For trying the rig; the figures mean little.</summary>
    public static PhaseLengths Quick { get; } = new(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(1.5), 0.5);
}
