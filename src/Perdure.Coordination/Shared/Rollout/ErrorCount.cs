namespace Perdure.Coordination.Shared.Rollout;

/// <summary>Requests of some time and how many of them failed.</summary>
/// <param name="Requests">All.</param>
/// <param name="Failed">Those that failed.</param>
public readonly record struct ErrorCount(long Requests, long Failed)
{
    /// <summary>The share that failed, 0 to 1; 0 without requests.</summary>
    public double Ratio => Requests <= 0 ? 0 : (double)Failed / Requests;

    /// <summary>Both together.</summary>
    public static ErrorCount operator +(ErrorCount left, ErrorCount right) => new(left.Requests + right.Requests, left.Failed + right.Failed);

    /// <summary>Both together.</summary>
    public static ErrorCount Add(ErrorCount left, ErrorCount right) => left + right;
}
