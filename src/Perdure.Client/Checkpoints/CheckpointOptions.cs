namespace Perdure.Client.Checkpoints;

/// <summary>What must be true for a checkpoint to be written or deleted. Default: nothing.</summary>
public sealed record CheckpointOptions
{
    /// <summary>The current one must have this ETag; null: any.</summary>
    public string? IfMatch { get; init; }

    /// <summary>There must be none yet.</summary>
    public bool MustNotExist { get; init; }

    /// <summary>Who writes, as a number that grows from holder to holder: that of a leadership, a lock or a leased job. Lesser ones are refused from then on; null: not fenced.</summary>
    public long? FencingToken { get; init; }
}
