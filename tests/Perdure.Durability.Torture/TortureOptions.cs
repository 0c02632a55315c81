namespace Perdure.Durability.Torture;

/// <summary>One run.</summary>
internal sealed record TortureOptions
{
    /// <summary>How often something is killed.</summary>
    public required int Kills { get; init; }

    /// <summary>What kills and failures are drawn from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Where the gateways keep what they accept.</summary>
    public required StoreEngine Engine { get; init; }

    /// <summary>What is made wrong on purpose.</summary>
    public required NegativeControl Control { get; init; }

    /// <summary>How many requests are sent at a time.</summary>
    public required int Writers { get; init; }

    /// <summary>Where logs go.</summary>
    public required string Folder { get; init; }
}
