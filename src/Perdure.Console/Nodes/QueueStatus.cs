using Perdure.Durability.Queues;
using Perdure.Durability.Storage;
using Perdure.Model;

namespace Perdure.Console.Nodes;

/// <summary>How it stands with a queue.</summary>
public sealed record QueueStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the system file declares it; one that it does not is there only because it has jobs.</summary>
    public required bool Declared { get; init; }

    /// <summary>Jobs that wait, those for their time and for their group too.</summary>
    public long Pending { get; init; }

    /// <summary>Jobs that workers have.</summary>
    public long Claimed { get; init; }

    /// <summary>Jobs that are completed and still kept.</summary>
    public long Done { get; init; }

    /// <summary>Jobs that were given up.</summary>
    public long Dead { get; init; }

    /// <summary>When the oldest job that is pending or claimed was enqueued; null when there is none.</summary>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>How long ago that was, in seconds.</summary>
    public double OldestAgeSeconds { get; init; }

    /// <summary>How many jobs it may hold that are not done; 0: not declared.</summary>
    public long MaxDepth { get; init; }

    /// <summary>Since the start of the node: jobs accepted here.</summary>
    public long Enqueued { get; init; }

    /// <summary>Since the start of the node: jobs not added because of their dedupe key.</summary>
    public long Skipped { get; init; }

    /// <summary>Since the start of the node: jobs handed to workers.</summary>
    public long Leased { get; init; }

    /// <summary>Since the start of the node: those of them whose worker before let the lease run out.</summary>
    public long Recovered { get; init; }

    /// <summary>Since the start of the node: jobs completed.</summary>
    public long Completed { get; init; }

    /// <summary>Since the start of the node: attempts that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Since the start of the node: jobs given up.</summary>
    public long GivenUp { get; init; }

    /// <summary>The status of a queue that is declared, has jobs, or both.</summary>
    public static QueueStatus Of(string name, QueueModel? declared, QueueSummary? summary, QueueCounters counters, DateTimeOffset now)
    {
        var oldest = summary is { OldestEnqueuedAtMs: > 0 and var ms } ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : (DateTimeOffset?)null;
        return new QueueStatus
        {
            Name = name,
            Declared = declared is not null,
            Pending = summary?.Pending ?? 0,
            Claimed = summary?.Claimed ?? 0,
            Done = summary?.Done ?? 0,
            Dead = summary?.Dead ?? 0,
            OldestAt = oldest,
            OldestAgeSeconds = oldest is { } at ? Math.Max(0, Math.Round((now - at).TotalSeconds, 3)) : 0,
            MaxDepth = declared?.MaxDepth ?? 0,
            Enqueued = counters.Enqueued,
            Skipped = counters.Skipped,
            Leased = counters.Leased,
            Recovered = counters.Recovered,
            Completed = counters.Completed,
            Failed = counters.Failed,
            GivenUp = counters.Dead,
        };
    }

    /// <summary>The status of all queues: the declared ones in the order of the file, then those that only have jobs.</summary>
    public static IReadOnlyList<QueueStatus> All(IDurabilityView view, IReadOnlyList<QueueSummary> summaries, DateTimeOffset now)
    {
        var byName = summaries.ToDictionary(summary => summary.Name);
        var declared = view.Queues;
        var names = declared.Select(queue => queue.Name).ToHashSet();
        return
        [
            .. declared.Select(queue => Of(queue.Name, queue, byName.GetValueOrDefault(queue.Name), view.CountersOf(queue.Name), now)),
            .. summaries.Where(summary => !names.Contains(summary.Name)).Select(summary => Of(summary.Name, null, summary, view.CountersOf(summary.Name), now)),
        ];
    }
}
