using System.Collections.Immutable;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>A service: an entry of <c>services</c>.</summary>
internal static class ServiceShape
{
    private static readonly Key<UpstreamProtocol> Protocol = new(
        "protocol",
        Choices.Of([("auto", UpstreamProtocol.Auto), ("http1", UpstreamProtocol.Http1), ("http2", UpstreamProtocol.Http2)]),
        "What is spoken to the instances. auto is HTTP/2 for gRPC, which needs it, and HTTP/1.1 for everything else.")
    {
        Default = "auto",
    };

    private static readonly Key<ImmutableArray<InstanceModel>> Instances = new(
        "instances", new ListShape<InstanceModel>(
            "a list of at least one instance", InstanceShape.Shape, 1, 1_000), "The interchangeable instances.") { Required = true };

    private static readonly Key<BalancingModel> Balancing = new("balancing", BalancingShape.Shape, "How an instance is chosen.");

    private static readonly Key<HealthCheckModel?> HealthCheck = new(
        "healthCheck",
        HealthCheckShape.Shape,
        "Active checks of every instance.")
    {
        DefaultInWords = "off",
    };

    private static readonly Key<OutlierDetectionModel> OutlierDetection = new(
        "outlierDetection", OutlierDetectionShape.Shape, "Sets instances aside whose answers to real requests stand out.");

    private static readonly Key<CircuitBreakerModel> CircuitBreaker = new(
        "circuitBreaker",
        CircuitBreakerShape.Shape,
        "The breaker that every instance has.");

    private static readonly Key<RetryModel> Retry = new("retry", RetryShape.Shape, "What is tried again on another instance.");

    private static readonly Key<HedgeModel> Hedge = new(
        "hedge", HedgeShape.Shape, "A second copy, to another instance, of requests that are late and may be repeated; the first answer counts.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<TimeoutsModel> Timeouts = new("timeouts", TimeoutsShape.Shape, "How long things may take.");

    private static readonly Key<BulkheadModel> Bulkhead = new(
        "bulkhead", BulkheadShape.Shape, "How much may be in flight to the service at once; the rest waits shortly or is answered 503.")
    {
        DefaultInWords = "none: as much as comes",
    };

    private static readonly Key<TimeSpan> SlowStart = new(
        "slowStart", Durations.Between("0s", "1h"), "How long an instance that comes back takes to reach its full share; 0s is at once.")
    {
        Default = "30s",
    };

    private static readonly Key<ImmutableArray<string>> DependsOn = new(
        "dependsOn",
        new ListShape<string>("a list of services", Texts.Name, 0, 100) { IsUnique = true },
        "The services that this one needs: they start before it and stop after it.")
    {
        DefaultInWords = "none",
    };

    public static MappingShape<ServiceModel> Shape { get; } = new(
        [
            Protocol, Instances, Balancing, HealthCheck, OutlierDetection, CircuitBreaker, Retry, Hedge, Timeouts, Bulkhead, SlowStart,
            DependsOn,
        ],
        v => new ServiceModel
        {
            Name = v.Scope.Name,
            Protocol = v.Get(Protocol),
            Instances = v.Get(Instances),
            Balancing = v.Get(Balancing),
            HealthCheck = v.Find(HealthCheck),
            OutlierDetection = v.Get(OutlierDetection),
            CircuitBreaker = v.Get(CircuitBreaker),
            Retry = v.Get(Retry),
            Hedge = v.Find(Hedge),
            Timeouts = v.Get(Timeouts),
            Bulkhead = v.Find(Bulkhead),
            SlowStart = v.Get(SlowStart),
            DependsOn = v.Get(DependsOn),
        });
}
