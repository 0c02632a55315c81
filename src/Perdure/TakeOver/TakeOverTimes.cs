namespace Perdure.TakeOver;

/// <summary>How long the two processes of a take-over wait for each other.</summary>
internal sealed record TakeOverTimes
{
    /// <summary>For an answer that takes no work. Default 10 s.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the old process holds new connections back between its last accept and the first of the new process. Default 3 s; it is a
    /// millisecond when all is well.
    /// </summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For the new process to get ready: certificates, addresses, the plan. Default 2 min.</summary>
    public TimeSpan Prepare { get; init; } = TimeSpan.FromMinutes(2);
}
