namespace Perdure.Console.Durability;

/// <summary>The body of <c>retry</c>; an empty one retries the oldest.</summary>
internal sealed record RetryBody
{
    /// <summary>Which jobs; null: the oldest dead ones.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>How many at most. Default: 10,000.</summary>
    public int? Max { get; init; }
}
