using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>circuitBreaker</c> of a service.</summary>
internal static class CircuitBreakerShape
{
    private static readonly Key<double> FailureRatio = new(
        "failureRatio", Numbers.Percentage(1), "The share of failures in the window that opens it.")
    {
        Default = "50%",
    };

    private static readonly Key<TimeSpan> SlowCall = new(
        "slowCall", Durations.Between("1ms", "1h"), "A call that takes longer counts as slow. Without it no call does.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<double> SlowRatio = new(
        "slowRatio", Numbers.Percentage(1), "The share of slow calls in the window that opens it.")
    {
        Default = "80%",
    };

    private static readonly Key<int> MinimumRequests = new(
        "minimumRequests", Numbers.Integer(1, 100_000), "Requests that the window must hold before it is judged.")
    {
        Default = "20",
    };

    private static readonly Key<TimeSpan> Window = new("window", Durations.Between("1s", "10m"), "The length of the sliding window.")
    {
        Default = "10s",
    };

    private static readonly Key<TimeSpan> OpenFor = new(
        "openFor", Durations.Between("100ms", "10m"), "How long it stays open before probes are let through.")
    {
        Default = "5s",
    };

    private static readonly Key<int> Probes = new("probes", Numbers.Integer(1, 100), "Probes that decide whether it closes.")
    {
        Default = "3",
    };

    public static MappingShape<CircuitBreakerModel> Shape { get; } = new(
        [FailureRatio, SlowCall, SlowRatio, MinimumRequests, Window, OpenFor, Probes],
        v => new CircuitBreakerModel
        {
            FailureRatio = v.Get(FailureRatio),
            SlowCall = v.Has(SlowCall) ? v.Get(SlowCall) : null,
            SlowRatio = v.Get(SlowRatio),
            MinimumRequests = v.Get(MinimumRequests),
            Window = v.Get(Window),
            OpenFor = v.Get(OpenFor),
            Probes = v.Get(Probes),
        })
    {
        Off = () => new CircuitBreakerModel { Enabled = false },
    };
}
