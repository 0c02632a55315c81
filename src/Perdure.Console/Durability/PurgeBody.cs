namespace Perdure.Console.Durability;

/// <summary>The body of <c>purge</c>.</summary>
internal sealed record PurgeBody
{
    /// <summary>Jobs of which state: <c>pending</c>, <c>done</c> or <c>dead</c>.</summary>
    public string? State { get; init; }

    /// <summary>How many at most. Default: 10,000.</summary>
    public int? Max { get; init; }
}
