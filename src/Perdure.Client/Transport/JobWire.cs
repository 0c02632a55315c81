using Perdure.Client.Queues;

namespace Perdure.Client.Transport;

/// <summary>A job that is enqueued.</summary>
internal sealed record JobWire(byte[] PayloadBase64, IReadOnlyDictionary<string, string>? Headers, string? Group, string? DedupeKey, string? Delay)
{
    public static JobWire Of(NewJob job) => new(
        job.Payload.ToArray(), job.Headers, job.Group, job.DedupeKey, job.Delay > TimeSpan.Zero ? DurationText.Of(job.Delay) : null);
}
