namespace Perdure.Coordination.Shared;

/// <summary>What every value that somebody writes carries: by whom, when, and which change it was.</summary>
internal record ChangeStamp
{
    /// <summary>Unique for each change: tells after an unknown outcome whether it was this one that was done.</summary>
    public string Id { get; init; } = "";

    public string By { get; init; } = "";

    public DateTimeOffset At { get; init; }
}
