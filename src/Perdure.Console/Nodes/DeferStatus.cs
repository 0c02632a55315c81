namespace Perdure.Console.Nodes;

/// <summary>What a route did with requests that were to be sent later. Counts are since the start of the node.</summary>
public sealed record DeferStatus
{
    /// <summary>Its queue.</summary>
    public required string Queue { get; init; }

    /// <summary><c>unavailable</c> or <c>always</c>.</summary>
    public required string When { get; init; }

    /// <summary>Accepted with 202.</summary>
    public long Accepted { get; init; }

    /// <summary>Not accepted: the queue was full, the store away, or the request too large.</summary>
    public long Refused { get; init; }

    /// <summary>Sent and answered for good.</summary>
    public long Answered { get; init; }

    /// <summary>Attempts that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Given up.</summary>
    public long Dead { get; init; }

    /// <summary>Those whose bytes could not be read.</summary>
    public long Unreadable { get; init; }

    /// <summary>How often nothing could be sent, which is no attempt.</summary>
    public long Postponed { get; init; }
}
