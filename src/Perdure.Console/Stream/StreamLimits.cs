namespace Perdure.Console.Stream;

/// <summary>What the stream is held to.</summary>
internal sealed record StreamLimits
{
    /// <summary>How many clients there may be. Default: 200.</summary>
    public int StreamsMax { get; init; } = 200;

    /// <summary>How often there is a frame. Default: every second.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After how long without a frame a stream says that it lives. Default: 10 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many frames a client may be behind; one that reads more slowly gets a snapshot instead. Default: 5.</summary>
    public int BehindMax { get; init; } = 5;
}
