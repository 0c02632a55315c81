using Perdure.Coordination.Storage;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Catalog;

/// <summary>The coordination store and the other nodes; the durable store and its queues.</summary>
internal static class AgreementMetrics
{
    public static IEnumerable<Metric> All { get; } =
    [
        Metric.Gauge("perdure.store.up", "{truth}", "1 while the nodes can agree in the coordination store, 0 while it is lost or refuses.", ["engine"], OfStore(store => Each.Number(store.State == StoreState.Connected))),
        Metric.Gauge("perdure.store.state.time", "s", "For how long the store has been in its state: while up is 0, for how long it has been lost.", ["engine"], OfStore(store => store.Lasting.TotalSeconds)),
        Metric.Counter("perdure.store.losses", "{loss}", "How often the store was lost.", ["engine"], OfStore(store => store.Losses)),
        Metric.Counter("perdure.store.lost.time", "s", "For how long the store was lost, in all.", ["engine"], OfStore(store => store.Lost.TotalSeconds)),
        Metric.UpDown("perdure.store.pending", "{change}", "Changes made here while the store is lost that are still to be written.", [], OfNode(node => node.PendingChanges)),
        Metric.UpDown("perdure.nodes.up", "{node}", "Nodes of the system that are up, as last known.", [], OfNode(node => node.NodesUp)),
        Metric.Gauge("perdure.node.joined", "{truth}", "1 while this node is registered among them.", [], OfNode(node => Each.Number(node.Joined))),
        Metric.Gauge("perdure.durable.up", "{truth}", "1 while the durable store is open.", [], Each.Node(picture => picture.Node.Durable is { } durable ? Each.Number(durable.Open) : null)),
        Metric.UpDown("perdure.queue.jobs", "{job}", "Jobs of a queue, by state.", ["queue", "state"], picture =>
            QueuesOf(picture).SelectMany(queue => queue.Jobs.Select(jobs => new MetricSample(LabelSet.Of(("queue", queue.Name), ("state", jobs.State)), null, jobs.Jobs)))),
        Metric.Gauge("perdure.queue.limit", "{job}", "Jobs that are not done that a queue may hold.", ["queue"], picture =>
            QueuesOf(picture).Where(queue => queue.MaxDepth > 0).Select(queue => new MetricSample(LabelSet.Of(("queue", queue.Name)), null, queue.MaxDepth))),
        Metric.Gauge("perdure.queue.oldest.age", "s", "Age of the oldest job that is not finished; 0 when there is none.", ["queue"], picture =>
            QueuesOf(picture).Select(queue => new MetricSample(LabelSet.Of(("queue", queue.Name)), null, queue.OldestAgeSeconds))),
        Metric.Counter("perdure.queue.events", "{job}", "What happened to jobs on this node.", ["queue", "event"], picture =>
            QueuesOf(picture).SelectMany(queue => queue.Events.Select(times => new MetricSample(LabelSet.Of(("queue", queue.Name), ("event", times.Event)), null, times.Times)))),
    ];

    private static IReadOnlyList<QueueSample> QueuesOf(NodePicture picture) => picture.Node.Durable?.Queues ?? [];

    private static Func<NodePicture, IEnumerable<MetricSample>> OfStore(Func<StoreSample, double> value) => picture =>
        picture.Store is { } store ? [new MetricSample(picture.StoreEngine, null, value(store))] : [];

    private static Func<NodePicture, IEnumerable<MetricSample>> OfNode(Func<NodeSample, double> value) =>
        Each.Node(picture => picture.Store is null ? null : value(picture.Node));
}
