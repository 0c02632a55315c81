using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>outlierDetection</c> of a service.</summary>
internal static class OutlierDetectionShape
{
    private static readonly Key<TimeSpan> Interval = new("interval", Durations.Between("100ms", "10m"), "The time between two judgements.")
    {
        Default = "1s",
    };

    private static readonly Key<int> MinimumRequests = new(
        "minimumRequests", Numbers.Integer(1, 100_000), "Requests that an instance must have answered before its success rate is judged.")
    {
        Default = "20",
    };

    private static readonly Key<double> MaxEjected = new(
        "maxEjected", Numbers.Percentage(1), "The share of instances that may be set aside at once. The last one never is.")
    {
        Default = "50%",
    };

    private static readonly Key<TimeSpan> BaseEjection = new(
        "baseEjection",
        Durations.Between("100ms", "1h"),
        "How long the first ejection lasts; it grows with each further one. At most maxEjection.")
    {
        Default = "5s",
    };

    private static readonly Key<TimeSpan> MaxEjection = new(
        "maxEjection",
        Durations.Between("100ms", "24h"),
        "How long an ejection lasts at most; when not written no shorter than baseEjection.")
    {
        Default = "5m",
    };

    private static readonly Key<int> ConsecutiveFailures = new(
        "consecutiveFailures", Numbers.Integer(1, 1_000), "Failures in a row that eject an instance whatever its success rate.")
    {
        Default = "5",
    };

    public static MappingShape<OutlierDetectionModel> Shape { get; } = new(
        [Interval, MinimumRequests, MaxEjected, BaseEjection, MaxEjection, ConsecutiveFailures],
        v => new OutlierDetectionModel
        {
            Interval = v.Get(Interval),
            MinimumRequests = v.Get(MinimumRequests),
            MaxEjected = v.Get(MaxEjected),
            BaseEjection = Bounded.Lower(v, BaseEjection, MaxEjection),
            MaxEjection = Bounded.Upper(v, BaseEjection, MaxEjection),
            ConsecutiveFailures = v.Get(ConsecutiveFailures),
        })
    {
        Off = () => new OutlierDetectionModel { Enabled = false },
        Check = v => Bounded.Check(v, BaseEjection, MaxEjection),
    };
}
