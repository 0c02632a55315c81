namespace Perdure.Model;

/// <summary>Which requests are kept as traces. They are sent where the environment says; without that, contexts are only handed on.</summary>
public sealed record TracesModel
{
    /// <summary>The share of requests that are kept whatever becomes of them. Range: 0 to 1. Default: 0.01.</summary>
    public double Sample { get; init; } = 0.01;

    /// <summary>Requests that take at least so long are always kept, and always in the access log. Range: 1 ms to 1 h. Default: 1 s.</summary>
    public TimeSpan Slow { get; init; } = TimeSpan.FromSeconds(1);
}
