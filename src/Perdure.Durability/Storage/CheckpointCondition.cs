namespace Perdure.Durability.Storage;

/// <summary>What must be true of the current checkpoint for a write to be done.</summary>
public readonly record struct CheckpointCondition
{
    /// <summary>The ETag it must have; null: see <see cref="MustNotExist"/>.</summary>
    public string? ETag { get; private init; }

    /// <summary>There must be none.</summary>
    public bool MustNotExist { get; private init; }

    /// <summary>Anything.</summary>
    public static CheckpointCondition Any => default;

    /// <summary>There must be none (<c>If-None-Match: *</c>).</summary>
    public static CheckpointCondition None => new() { MustNotExist = true };

    /// <summary>It must be this one (<c>If-Match</c>).</summary>
    public static CheckpointCondition Match(string etag) => new() { ETag = etag };
}
