namespace Perdure.Model;

/// <summary>One line for each request.</summary>
public sealed record AccessLogModel
{
    /// <summary>The absolute path of the file; null = the standard output. Default: null.</summary>
    public string? Path { get; init; }

    /// <summary>How a line looks. Default: JSON.</summary>
    public AccessLogFormat Format { get; init; }

    /// <summary>The share of requests that get a line; those that failed or were slow always do. Range: 0 to 1. Default: 1.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>Whether paths are written with their query strings, which may hold secrets. Default: false.</summary>
    public bool Query { get; init; }
}
