namespace Perdure.Client.Queues;

/// <summary>A job to be enqueued.</summary>
public sealed record NewJob
{
    /// <summary>What is to be done, at most 1 MiB.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What belongs to it, at most 16 KiB in all. Default: nothing.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Jobs of a queue with the same group are done in the order of their enqueueing, one at a time. Default: null, in no order.</summary>
    public string? Group { get; init; }

    /// <summary>The queue takes a key once as long as it has the job, done ones for their retention. Default: null, taken always.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>Not to be leased before that time is over. Default: zero.</summary>
    public TimeSpan Delay { get; init; }
}
