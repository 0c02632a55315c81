namespace Perdure.Gauntlet.Scenarios;

/// <summary>A load that is measured against what the instances can do, and how a run with it goes.</summary>
public sealed record OverloadPlan
{
    /// <summary>Offered before and after the fault, as a share of the rig's capacity.</summary>
    public required double LoadOutside { get; init; }

    /// <summary>Offered during the fault, as a share of the rig's capacity.</summary>
    public required double LoadDuring { get; init; }

    /// <summary>The share of the capacity that the instances keep during the fault; null when that has no answer.</summary>
    public double? CapacityDuring { get; init; }

    /// <summary>How often clients send again what they did not get.</summary>
    public int Retries { get; init; }

    /// <summary>Whether requests are critical, standard and optional.</summary>
    public bool Classes { get; init; }

    /// <summary>Before the fault; its last four sevenths are the base that the fault is compared with.</summary>
    /// <value>Default 7 s.</value>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>After the fault.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most that is offered.</summary>
    public double Peak => Math.Max(LoadOutside, LoadDuring);
}
