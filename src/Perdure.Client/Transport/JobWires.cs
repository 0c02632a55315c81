using Perdure.Client.Queues;

namespace Perdure.Client.Transport;

/// <summary>Jobs that are enqueued, all or none.</summary>
internal sealed record EnqueueWire(IReadOnlyList<JobWire> Jobs);

/// <summary>Jobs that were enqueued.</summary>
internal sealed record EnqueuedWire(IReadOnlyList<EnqueuedJob> Jobs);

/// <summary>How to lease.</summary>
internal sealed record LeaseJobsWire(int Max, string Lease, string Wait, string Worker);

/// <summary>Jobs that were leased.</summary>
internal sealed record LeasedWire(IReadOnlyList<LeasedJobWire> Jobs);

/// <summary>What became of a job whose attempt failed.</summary>
internal sealed record FailedWire(string State, DateTimeOffset? DueAt);

/// <summary>What ends or prolongs a claim.</summary>
internal sealed record ClaimWire(string Id, long Token)
{
    public string? Lease { get; init; }

    public byte[]? ResultBase64 { get; init; }

    public string? Error { get; init; }

    public string? Delay { get; init; }

    public bool? Dead { get; init; }
}
