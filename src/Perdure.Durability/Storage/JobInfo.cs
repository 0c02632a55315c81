namespace Perdure.Durability.Storage;

/// <summary>How it stands with a job; without its content.</summary>
public sealed record JobInfo
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its queue.</summary>
    public required string Queue { get; init; }

    /// <summary>Its group key.</summary>
    public required string? Group { get; init; }

    /// <summary>Its dedupe key.</summary>
    public required string? DedupeKey { get; init; }

    /// <summary>Its state.</summary>
    public required JobState State { get; init; }

    /// <summary>How often it was claimed (and not released).</summary>
    public required int Attempts { get; init; }

    /// <summary>When it was enqueued, in Unix ms.</summary>
    public required long EnqueuedAtMs { get; init; }

    /// <summary>Of a pending job: from when it may be claimed, in Unix ms. Of others 0.</summary>
    public required long DueAtMs { get; init; }

    /// <summary>Of a claimed job: until when, in Unix ms. Of others 0.</summary>
    public required long LeaseUntilMs { get; init; }

    /// <summary>Of a claimed job: by whom. Of others null.</summary>
    public required string? Worker { get; init; }

    /// <summary>Of a done or dead job: since when, in Unix ms. Of others 0.</summary>
    public required long FinishedAtMs { get; init; }

    /// <summary>What went wrong last; null: nothing yet.</summary>
    public required string? LastError { get; init; }

    /// <summary>The size of its payload as it was enqueued.</summary>
    public required int PayloadBytes { get; init; }
}
