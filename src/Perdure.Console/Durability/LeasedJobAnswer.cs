using Perdure.Console.Nodes;
using Perdure.Durability.Storage;

namespace Perdure.Console.Durability;

/// <summary>A job that a worker has now.</summary>
internal sealed record LeasedJobAnswer
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What guards the claim; a number that only grows, fit to fence what the worker writes.</summary>
    public required long Token { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>What is to be done, when it is text.</summary>
    public string? Payload { get; init; }

    /// <summary>What is to be done, when it is not text.</summary>
    public byte[]? PayloadBase64 { get; init; }

    /// <summary>What belongs to it.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Its group.</summary>
    public string? Group { get; init; }

    /// <summary>Its dedupe key.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>When it was enqueued.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>Until when the claim holds.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>What went wrong in the attempt before.</summary>
    public string? LastError { get; init; }

    /// <summary>The answer for a claimed job.</summary>
    public static LeasedJobAnswer Of(ClaimedJob job)
    {
        var (text, base64) = Contents.Show(job.Payload);
        return new LeasedJobAnswer
        {
            Id = job.Claim.Id,
            Token = job.Claim.Token,
            Attempt = job.Attempt,
            Payload = text,
            PayloadBase64 = base64,
            Headers = JobDetails.HeadersOf(job.Headers),
            Group = job.Group,
            DedupeKey = job.DedupeKey,
            EnqueuedAt = DateTimeOffset.FromUnixTimeMilliseconds(job.EnqueuedAtMs),
            LeaseUntil = DateTimeOffset.FromUnixTimeMilliseconds(job.LeaseUntilMs),
            LastError = job.LastError,
        };
    }
}
