using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>A value of <c>queues</c>.</summary>
internal static class QueueShape
{
    private static readonly Key<int> MaxAttempts = new(
        "maxAttempts", Numbers.Integer(1, 1_000), "How often a job is tried before it is dead; an attempt whose worker died counts.")
    {
        Default = "5",
    };

    private static readonly Key<TimeSpan> Backoff = new(
        "backoff", Durations.Between("10ms", "24h"), "The wait after the first failed attempt; it doubles with each, and up to half of it is taken off by chance.")
    {
        Default = "1s",
    };

    private static readonly Key<TimeSpan> MaxBackoff = new(
        "maxBackoff", Durations.Between("10ms", "24h"), "The longest wait between attempts. At least backoff, and when not written no shorter than that.")
    {
        Default = "5m",
    };

    private static readonly Key<TimeSpan> DeadLetterAfter = new(
        "deadLetterAfter", Durations.Between("1s", "8760h"), "A job whose attempt fails this long after it was enqueued is dead, whatever attempts it has left.")
    {
        DefaultInWords = "never: attempts alone count",
    };

    private static readonly Key<int> MaxDepth = new(
        "maxDepth", Numbers.Integer(1, 100_000_000), "How many jobs it holds that are not done, dead ones among them; beyond that nothing is accepted.")
    {
        Default = "1000000",
    };

    public static MappingShape<QueueModel> Shape { get; } = new([MaxAttempts, Backoff, MaxBackoff, DeadLetterAfter, MaxDepth], v => new QueueModel
    {
        Name = v.Scope.Name,
        MaxAttempts = v.Get(MaxAttempts),
        Backoff = v.Get(Backoff),
        MaxBackoff = Bounded.Upper(v, Backoff, MaxBackoff),
        DeadLetterAfter = v.Has(DeadLetterAfter) ? v.Get(DeadLetterAfter) : null,
        MaxDepth = v.Get(MaxDepth),
    })
    {
        Check = v => Bounded.Check(v, Backoff, MaxBackoff),
    };
}
