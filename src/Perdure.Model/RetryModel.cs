using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>What is tried again on another instance, and how often.</summary>
public sealed record RetryModel
{
    /// <summary>Attempts in total; 1 means no retry. Range: 1 to 10. Default: 3.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The base of the exponential back-off between attempts. Default: 25 ms.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>The longest back-off. Default: 250 ms.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The causes that are tried again. Default: all.</summary>
    public RetryCauses Causes { get; init; } = RetryCauses.ConnectFailure | RetryCauses.Reset | RetryCauses.Timeout;

    /// <summary>The statuses that are tried again, ascending. Default: 500, 502, 503, 504.</summary>
    public ImmutableArray<int> Statuses { get; init; } = [500, 502, 503, 504];

    /// <summary>Retries allowed per request, over a window. Range: 0 to 1. Default: 0.2.</summary>
    public double Budget { get; init; } = 0.2;
}
