namespace Perdure.Client.Queues;

/// <summary>A job that this worker has, until it ends it or the lease runs out.</summary>
public sealed record LeasedJob
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its queue.</summary>
    public required string Queue { get; init; }

    /// <summary>The claim's number: it only grows, so what the worker writes elsewhere can be fenced by it.</summary>
    public required long Token { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>What is to be done.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What belongs to it.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Its group; null for none.</summary>
    public string? Group { get; init; }

    /// <summary>Its dedupe key; null for none.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>When it was enqueued, by the node's clock.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>Until when the lease holds, by the node's clock.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>What went wrong in the attempt before; null: nothing.</summary>
    public string? LastError { get; init; }

    /// <summary>The node that has it: the claim counts there alone.</summary>
    public required Uri Node { get; init; }
}
