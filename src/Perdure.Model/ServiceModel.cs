using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>A service: interchangeable instances, and how they are chosen, watched and retried.</summary>
public sealed record ServiceModel
{
    /// <summary>The service's name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>What is spoken to the instances. Default: auto.</summary>
    public UpstreamProtocol Protocol { get; init; } = UpstreamProtocol.Auto;

    /// <summary>The instances, in the order written; ids and urls are unique within the service.</summary>
    public ImmutableArray<InstanceModel> Instances { get; init; } = [];

    /// <summary>How an instance is chosen.</summary>
    public BalancingModel Balancing { get; init; } = new();

    /// <summary>Active checks; null means none.</summary>
    public HealthCheckModel? HealthCheck { get; init; }

    /// <summary>Passive checks: instances whose answers stand out are set aside.</summary>
    public OutlierDetectionModel OutlierDetection { get; init; } = new();

    /// <summary>The breaker that each instance has.</summary>
    public CircuitBreakerModel CircuitBreaker { get; init; } = new();

    /// <summary>What is tried again, and how often.</summary>
    public RetryModel Retry { get; init; } = new();

    /// <summary>How long things may take.</summary>
    public TimeoutsModel Timeouts { get; init; } = new();

    /// <summary>A second copy of requests that are slow; null means none. Default: null.</summary>
    public HedgeModel? Hedge { get; init; }

    /// <summary>How much may be in flight to it at once; null means as much as comes. Default: null.</summary>
    public BulkheadModel? Bulkhead { get; init; }

    /// <summary>How long an instance that comes back takes to reach its full share; zero means at once. Default: 30 s.</summary>
    public TimeSpan SlowStart { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The services that this one needs, which start before it and stop after it. Free of circles.</summary>
    public ImmutableArray<string> DependsOn { get; init; } = [];
}
