namespace Perdure.Model;

/// <summary>How long the parts of a request may take.</summary>
public sealed record TimeoutsModel
{
    /// <summary>Connecting to an instance. Default: 1 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>One attempt, until its response begins. Default: 5 s.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The request with all its attempts, until a response begins. Default: 15 s.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Silence in the middle of a body or an upgraded connection. Default: 60 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);
}
