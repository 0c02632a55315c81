namespace Perdure.Coordination.Tests.Support;

/// <summary>How often a <see cref="FaultyCoordinator"/> misbehaves, 0 to 1 each.</summary>
internal sealed record FaultRates
{
    public static FaultRates None { get; } = new();

    public static FaultRates Rough { get; } = new()
    {
        Unavailable = 0.08, DoneButUnknown = 0.08, NotDoneAndUnknown = 0.05, DoneLaterAndUnknown = 0.05, Compacted = 0.05, Delay = 0.3,
    };

    /// <summary>Nothing is done, and the caller is told so.</summary>
    public double Unavailable { get; init; }

    /// <summary>Done, but the answer is lost.</summary>
    public double DoneButUnknown { get; init; }

    /// <summary>Lost on the way there.</summary>
    public double NotDoneAndUnknown { get; init; }

    /// <summary>Held up on the way there; done after the caller has given up.</summary>
    public double DoneLaterAndUnknown { get; init; }

    /// <summary>A watch ends because what comes next was compacted, and delivers nothing of it.</summary>
    public double Compacted { get; init; }

    /// <summary>A call or a batch takes some milliseconds.</summary>
    public double Delay { get; init; }
}
