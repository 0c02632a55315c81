using System.Collections.Immutable;

namespace Perdure.Durability.Storage;

/// <summary>A job that a worker has.</summary>
public sealed record ClaimedJob
{
    /// <summary>The right to it.</summary>
    public required JobClaim Claim { get; init; }

    /// <summary>The queue.</summary>
    public required string Queue { get; init; }

    /// <summary>The payload.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The headers.</summary>
    public required ImmutableArray<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The group key.</summary>
    public required string? Group { get; init; }

    /// <summary>The dedupe key.</summary>
    public required string? DedupeKey { get; init; }

    /// <summary>Which attempt this is, from 1. Claims whose lease ran out have counted.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was enqueued, in Unix ms.</summary>
    public required long EnqueuedAtMs { get; init; }

    /// <summary>Until when the claim holds, in Unix ms.</summary>
    public required long LeaseUntilMs { get; init; }

    /// <summary>What went wrong in the attempt before; null: nothing yet.</summary>
    public required string? LastError { get; init; }

    /// <summary>Whether its bytes cannot be read; such a job gets to nobody (<see cref="DamagedJobs"/>).</summary>
    internal bool IsDamaged { get; init; }
}
