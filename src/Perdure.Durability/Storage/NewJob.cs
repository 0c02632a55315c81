using System.Collections.Immutable;

namespace Perdure.Durability.Storage;

/// <summary>A job to be enqueued.</summary>
public sealed record NewJob
{
    /// <summary>Which queue: 1 to 128 of the characters <c>A-Z a-z 0-9 . _ -</c>, beginning with a letter or digit.</summary>
    public required string Queue { get; init; }

    /// <summary>What is to be done, at most <see cref="StoreLimits.PayloadBytesMax"/>.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What belongs to it, in order, names may repeat; at most <see cref="StoreLimits.HeaderBytesMax"/> of UTF-8 in all.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Jobs of a queue with the same group key are done in order, one at a time. 1 to 512 bytes of UTF-8; null: in no order.</summary>
    public string? Group { get; init; }

    /// <summary>A queue takes a key once as long as it has the job. 1 to 512 bytes of UTF-8; null: taken always.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>Not to be claimed before, in Unix ms; null: at once.</summary>
    public long? NotBeforeMs { get; init; }
}
