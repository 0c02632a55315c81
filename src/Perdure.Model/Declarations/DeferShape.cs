using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>defer</c> of a route.</summary>
internal static class DeferShape
{
    private static readonly Key<DeferWhen> When = new(
        "when",
        Choices.Of([("unavailable", DeferWhen.Unavailable), ("always", DeferWhen.Always)]),
        "unavailable: only what the service can't take now; always: every request, so that nobody waits for the service.")
    {
        Default = "unavailable",
    };

    private static readonly Key<string> Queue = new("queue", Texts.Name, "The queue that keeps them, one of `queues`.") { Required = true };

    private static readonly Key<string> OrderBy = new(
        "orderBy", RequestTexts.HeaderKey, "Requests with the same value of this header are sent one after the other, in the order of acceptance.")
    {
        DefaultInWords = "in no order",
    };

    private static readonly Key<long> MaxBody = new(
        "maxBody", Numbers.Size("1KiB", "1MiB"), "The largest body that is accepted; with its head a request has at most 1 MiB.")
    {
        Default = "1MiB",
    };

    private static readonly Key<int> Concurrency = new(
        "concurrency", Numbers.Integer(1, 100), "How many each node sends at once; routes with the same queue add up.")
    {
        Default = "4",
    };

    public static MappingShape<DeferModel> Shape { get; } = new([When, Queue, OrderBy, MaxBody, Concurrency], v => new DeferModel
    {
        When = v.Get(When),
        Queue = v.Get(Queue),
        OrderBy = v.Find(OrderBy),
        MaxBody = v.Get(MaxBody),
        Concurrency = v.Get(Concurrency),
    });
}
