namespace Perdure.Model;

/// <summary>What tells callers of a route apart for idempotency.</summary>
public sealed record IdempotencyCaller
{
    /// <summary>By the header <c>Authorization</c>; requests without it have one caller, nobody.</summary>
    public static readonly IdempotencyCaller Authorization = new() { Source = IdempotencyCallerSource.Authorization };

    /// <summary>Where the caller is taken from.</summary>
    public required IdempotencyCallerSource Source { get; init; }

    /// <summary>The name of the header; null for the other sources.</summary>
    public string? Header { get; init; }
}
