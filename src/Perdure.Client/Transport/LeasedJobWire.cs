using System.Text;
using Perdure.Client.Queues;

namespace Perdure.Client.Transport;

/// <summary>A job that was leased.</summary>
internal sealed record LeasedJobWire
{
    public required string Id { get; init; }

    public long Token { get; init; }

    public int Attempt { get; init; }

    public string? Payload { get; init; }

    public byte[]? PayloadBase64 { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public string? Group { get; init; }

    public string? DedupeKey { get; init; }

    public DateTimeOffset EnqueuedAt { get; init; }

    public DateTimeOffset LeaseUntil { get; init; }

    public string? LastError { get; init; }

    public LeasedJob ToJob(string queue, Uri node) => new()
    {
        Id = Id,
        Queue = queue,
        Token = Token,
        Attempt = Attempt,
        Payload = PayloadBase64 ?? Encoding.UTF8.GetBytes(Payload ?? ""),
        Headers = Headers ?? new Dictionary<string, string>(),
        Group = Group,
        DedupeKey = DedupeKey,
        EnqueuedAt = EnqueuedAt,
        LeaseUntil = LeaseUntil,
        LastError = LastError,
        Node = node,
    };
}
