namespace Perdure.Resilience.Retrying;

/// <summary>What is configured about the retry budget of a service.</summary>
public sealed record RetryBudgetOptions
{
    /// <summary>Retries per request over the window, 0 to 1. <value>Default 0.2.</value></summary>
    public double Ratio { get; init; } = 0.2;

    /// <summary>Retries per second that are always allowed, so that little traffic can be retried too. <value>Default 3.</value></summary>
    public int MinimumPerSecond { get; init; } = 3;

    /// <summary>The length of the window, in ms, at least 1 s. <value>Default 10 s.</value></summary>
    public long WindowMs { get; init; } = 10_000;
}
