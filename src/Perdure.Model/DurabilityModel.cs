namespace Perdure.Model;

/// <summary>Where jobs and checkpoints are kept, and for how long.</summary>
public sealed record DurabilityModel
{
    /// <summary>The engine. Default: SQLite.</summary>
    public DurabilityEngine Engine { get; init; }

    /// <summary>The absolute path of the file of SQLite; null = <c>durable.db</c> in the node's data directory. Default: null.</summary>
    public string? Path { get; init; }

    /// <summary>How PostgreSQL is reached, as keys and values (<c>Host=…;Database=…</c>). Set with that engine, and only then. Never show it: it may hold a password.</summary>
    public string? Connection { get; init; }

    /// <summary>How long done jobs are kept with their results, counted when they are done. Range: 1 s to 8,760 h. Default: 24 h.</summary>
    public TimeSpan DoneRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long dead jobs are kept, counted when they die; null = until they are purged. Range: 1 m to 8,760 h. Default: null.</summary>
    public TimeSpan? DeadRetention { get; init; }

    /// <summary>How many checkpoints of a job are kept, the current one among them. Range: 1 to 100. Default: 10.</summary>
    public int CheckpointHistory { get; init; } = 10;

    /// <summary>Everything but the connection.</summary>
    public override string ToString() => $"DurabilityModel {{ Engine = {Engine}, Path = {Path}, DoneRetention = {DoneRetention}, DeadRetention = {DeadRetention} }}";
}
