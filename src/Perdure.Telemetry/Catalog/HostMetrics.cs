using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Catalog;

/// <summary>The machine and the process, as far as the system says so. Names: OpenTelemetry's semantic conventions for system, process and .NET.</summary>
internal static class HostMetrics
{
    private static readonly LabelSet s_user = LabelSet.Of(("cpu.mode", "user"));
    private static readonly LabelSet s_system = LabelSet.Of(("cpu.mode", "system"));
    private static readonly LabelSet s_used = LabelSet.Of(("state", "used"));
    private static readonly LabelSet s_free = LabelSet.Of(("state", "free"));

    public static IEnumerable<Metric> All { get; } =
    [
        Metric.Counter("system.cpu.time", "s", "CPU time of the machine, over all processors.", ["cpu.mode"], picture =>
            picture.Host.CpuTimes.Select(time => new MetricSample(LabelSet.Of(("cpu.mode", time.Mode)), null, time.Seconds))),
        Metric.UpDown("system.cpu.logical.count", "{cpu}", "Processors that the node may run on.", [], Each.Node(_ => Environment.ProcessorCount)),
        Metric.Gauge("system.cpu.load_average.1m", "{run}", "The machine's load over the last minute.", [], Each.Node(picture => picture.Host.Load)),
        Metric.UpDown("system.memory.limit", "By", "Memory of the machine.", [], Each.Node(picture => picture.Host.Memory?.Total)),
        Metric.UpDown("system.memory.usage", "By", "Memory of the machine that nothing uses, and the rest.", ["state"], picture => picture.Host.Memory is not { } memory ? [] :
        [
            new MetricSample(s_used, null, memory.Total - memory.Free),
            new MetricSample(s_free, null, memory.Free),
        ]),
        Metric.UpDown("system.memory.available", "By", "Memory of the machine that programs could still get.", [], Each.Node(picture => picture.Host.Memory?.Available)),
        Metric.UpDown("system.filesystem.limit", "By", "Room of the disk that holds the node's data.", [], Each.Node(picture => picture.Host.Disk?.Total)),
        Metric.UpDown("system.filesystem.usage", "By", "What is used and what is left of it.", ["state"], picture => picture.Host.Disk is not { } disk ? [] :
        [
            new MetricSample(s_used, null, disk.Total - disk.Free),
            new MetricSample(s_free, null, disk.Free),
        ]),
        Metric.Counter("process.cpu.time", "s", "CPU time of the node.", ["cpu.mode"], _ =>
        [
            new MetricSample(s_user, null, Environment.CpuUsage.UserTime.TotalSeconds),
            new MetricSample(s_system, null, Environment.CpuUsage.PrivilegedTime.TotalSeconds),
        ]),
        Metric.UpDown("process.memory.usage", "By", "Memory of the node that is resident.", [], Each.Node(_ => Environment.WorkingSet)),
        Metric.UpDown("process.open_file_descriptor.count", "{file}", "File handles that the node has open.", [], Each.Node(picture => picture.Host.OpenFiles)),
        Metric.UpDown("process.open_file_descriptor.limit", "{file}", "File handles that it may have open.", [], Each.Node(picture => picture.Host.OpenFilesMax)),
        .. Runtime,
    ];

    // What .NET's own meter has under these names. Read directly: it types the length of the queue as a counter, though it falls.
    private static IEnumerable<Metric> Runtime =>
    [
        Metric.Counter("dotnet.gc.collections", "{collection}", "Garbage collections, by generation.", ["gc.heap.generation"], _ =>
            Enumerable.Range(0, GC.MaxGeneration + 1).Select(generation => new MetricSample(LabelSet.Of(("gc.heap.generation", $"gen{generation}")), null, Collections(generation)))),
        Metric.Counter("dotnet.gc.pause.time", "s", "Time that the node stood still for garbage collection.", [], Each.Node(_ => GC.GetTotalPauseDuration().TotalSeconds)),
        Metric.Counter("dotnet.gc.heap.total_allocated", "By", "Memory that was allocated.", [], Each.Node(_ => GC.GetTotalAllocatedBytes())),
        Metric.UpDown("dotnet.gc.last_collection.heap.size", "By", "Size of the heap after the last collection.", [], Each.Node(_ => GC.GetGCMemoryInfo().HeapSizeBytes)),
        Metric.UpDown("dotnet.thread_pool.thread.count", "{thread}", "Threads of the pool.", [], Each.Node(_ => ThreadPool.ThreadCount)),
        Metric.UpDown("dotnet.thread_pool.queue.length", "{work_item}", "Work that waits for a thread of the pool.", [], Each.Node(_ => ThreadPool.PendingWorkItemCount)),
        Metric.Counter("dotnet.thread_pool.work_item.count", "{work_item}", "Work that the pool has done.", [], Each.Node(_ => ThreadPool.CompletedWorkItemCount)),
        Metric.Counter("dotnet.monitor.lock_contentions", "{contention}", "Times that a thread waited for a lock.", [], Each.Node(_ => Monitor.LockContentionCount)),
        Metric.UpDown("dotnet.timer.count", "{timer}", "Timers that are set.", [], Each.Node(_ => Timer.ActiveCount)),
    ];

    // The runtime counts a collection of a generation for all younger ones too.
    private static int Collections(int generation) =>
        GC.CollectionCount(generation) - (generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0);
}
