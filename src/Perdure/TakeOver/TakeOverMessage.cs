namespace Perdure.TakeOver;

/// <summary>One message between two processes of a take-over: a line of JSON. Members that are unknown are passed over.</summary>
internal sealed record TakeOverMessage
{
    /// <summary>The protocol of this version.</summary>
    public const int CurrentProtocol = 1;

    /// <summary>What it says.</summary>
    public required TakeOverStep Step { get; init; }

    /// <summary>In a hello, the protocols that the new process speaks; in an offer, the one that the old process chose.</summary>
    public int[]? Protocols { get; init; }

    /// <summary>The name of the system, in a hello.</summary>
    public string? System { get; init; }

    /// <summary>The id of the node, in a hello.</summary>
    public string? Node { get; init; }

    /// <summary>The version of the sender, in a hello and an offer.</summary>
    public string? Version { get; init; }

    /// <summary>The sockets of an offer.</summary>
    public OfferedSocket[]? Sockets { get; init; }

    /// <summary>Why there is no take-over.</summary>
    public string? Reason { get; init; }
}
