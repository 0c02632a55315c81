namespace Perdure.Model;

/// <summary>Active health checks of a service's instances.</summary>
public sealed record HealthCheckModel
{
    /// <summary>How an instance is asked. Default: HTTP.</summary>
    public HealthCheckType Type { get; init; } = HealthCheckType.Http;

    /// <summary>The path of an HTTP check, which any 2xx or 3xx answer passes. Default: <c>/healthz</c>.</summary>
    public string Path { get; init; } = "/healthz";

    /// <summary>The time between two checks of an instance. Default: 2 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a check may take; at most <see cref="Interval"/>. Default: 1 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Passed checks in a row after which an unhealthy instance counts as healthy. Default: 2.</summary>
    public int HealthyAfter { get; init; } = 2;

    /// <summary>Failed checks in a row after which a healthy instance counts as unhealthy. Default: 3.</summary>
    public int UnhealthyAfter { get; init; } = 3;
}
