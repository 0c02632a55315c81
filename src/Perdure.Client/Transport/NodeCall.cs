namespace Perdure.Client.Transport;

/// <summary>One call of the API.</summary>
internal sealed record NodeCall
{
    /// <summary>The method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Path and query.</summary>
    public required string Path { get; init; }

    /// <summary>The one node that it is for; null for any.</summary>
    public Uri? Node { get; init; }

    /// <summary>More headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What the body is.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>
    /// Whether doing it twice is as good as once. When not, it is sent to another node only as long as it is certain that nothing was done.
    /// </summary>
    public bool Repeatable { get; init; } = true;

    /// <summary>How long the node was asked to wait before it answers. Default: zero.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>How long a node may take beyond that, when that is shorter than the client's own time-out.</summary>
    public TimeSpan? Timeout { get; init; }
}
