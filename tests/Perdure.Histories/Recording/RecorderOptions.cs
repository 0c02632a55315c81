namespace Perdure.Histories.Recording;

/// <summary>How a <see cref="HistoryRecorder"/> drives a store.</summary>
public sealed record RecorderOptions
{
    /// <summary>What the choices are made from.</summary>
    public required int Seed { get; init; }

    /// <summary>How many clients work side by side, in turn on the coordinators given. Default: 8.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>How many keys they share: few make conflicts. Default: 4.</summary>
    public int Keys { get; init; } = 4;

    /// <summary>How many operations each client does at most. Default: 100.</summary>
    public int OperationsPerClient { get; init; } = 100;

    /// <summary>Of 1000 operations, so many have their wait cancelled soon after they were called. Default: 0.</summary>
    public int CancelledPerMille { get; init; }

    /// <summary>How long a client pauses between two operations. Default: not at all.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>The clock of pauses. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
