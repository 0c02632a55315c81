namespace Perdure.Coordination.Storage;

/// <summary>How a coordinator stands with its store. Immutable.</summary>
public sealed record StoreStatus
{
    /// <summary><c>embedded</c> or <c>etcd</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>Whether nodes can agree just now.</summary>
    public required StoreState State { get; init; }

    /// <summary>Since when, on the wall clock.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Where it is: the endpoint in use, or the file.</summary>
    public required string Location { get; init; }

    /// <summary>The store's own version, such as 3.4.23; null until known.</summary>
    public string? Version { get; init; }

    /// <summary>What is wrong and what to do; null while all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>Something to know that stops nothing, such as a version with known defects; null for nothing.</summary>
    public string? Warning { get; init; }
}
