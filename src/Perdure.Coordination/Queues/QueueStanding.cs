namespace Perdure.Coordination.Queues;

/// <summary>How one stands in a queue, verified.</summary>
internal sealed record QueueStanding
{
    public required string Name { get; init; }

    public required string Who { get; init; }

    public required long Lease { get; init; }

    public required long Token { get; init; }

    /// <summary>Whether nobody is before it: it leads, or holds the lock.</summary>
    public required bool First { get; init; }

    public required int Ahead { get; init; }

    public required TimeSpan Ttl { get; init; }

    /// <summary>Margin already taken off.</summary>
    public required long DeadlineTimestamp { get; init; }

    public required bool Gone { get; init; }

    /// <summary>The key to wait for the deletion of; null when first or gone.</summary>
    public string? Predecessor { get; init; }

    /// <summary>The revision at which <see cref="Predecessor"/> was there.</summary>
    public long Revision { get; init; }

    public static QueueStanding Left(string name, long lease) => new()
    {
        Name = name, Who = "", Lease = lease, Token = 0, First = false, Ahead = 0, Ttl = TimeSpan.Zero, DeadlineTimestamp = 0, Gone = true,
    };
}
