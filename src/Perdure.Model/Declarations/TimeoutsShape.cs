using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>timeouts</c> of a service.</summary>
internal static class TimeoutsShape
{
    private static readonly Key<TimeSpan> Connect = new("connect", Durations.Between("1ms", "1m"), "Connecting to an instance.")
    {
        Default = "1s",
    };

    private static readonly Key<TimeSpan> Attempt = new(
        "attempt",
        Durations.Between("1ms", "1h"),
        "One attempt, until its response begins. At most request, and when not written no longer than that.")
    {
        Default = "5s",
    };

    private static readonly Key<TimeSpan> Request = new(
        "request",
        Durations.Between("1ms", "24h"),
        "The request with all its attempts, until a response begins; when not written no shorter than attempt.")
    {
        Default = "15s",
    };

    private static readonly Key<TimeSpan> Idle = new(
        "idle", Durations.Between("1ms", "24h"), "Silence in the middle of a body or an upgraded connection.")
    {
        Default = "60s",
    };

    public static MappingShape<TimeoutsModel> Shape { get; } = new([Connect, Attempt, Request, Idle], v => new TimeoutsModel
    {
        Connect = v.Get(Connect),
        Attempt = Bounded.Lower(v, Attempt, Request),
        Request = Bounded.Upper(v, Attempt, Request),
        Idle = v.Get(Idle),
    })
    {
        Check = v => Bounded.Check(v, Attempt, Request),
    };
}
