namespace Perdure.Coordination.Shared;

/// <summary>What every value that somebody writes carries: by whom, when, and which change it was.</summary>
internal record ChangeStamp
{
    /// <summary>Unique for each change: tells after an unknown outcome whether it was this one that was done.</summary>
    public string Id { get; init; } = "";

    public string By { get; init; } = "";

    public DateTimeOffset At { get; init; }

    /// <summary>Whether it says that the key was cleared: there is nothing but who did it and when.</summary>
    public bool? Cleared { get; init; }
}
