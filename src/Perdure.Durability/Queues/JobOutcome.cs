namespace Perdure.Durability.Queues;

/// <summary>What became of an attempt at a job.</summary>
public readonly record struct JobOutcome
{
    /// <summary>What it was.</summary>
    public JobOutcomeKind Kind { get; private init; }

    /// <summary>Of a job that is done: what it is completed with.</summary>
    public ReadOnlyMemory<byte> Result { get; private init; }

    /// <summary>Of a failure: what went wrong.</summary>
    public string? Error { get; private init; }

    /// <summary>Not before, in Unix ms; null: by the rule.</summary>
    public long? NotBeforeMs { get; private init; }

    /// <summary>It is done.</summary>
    public static JobOutcome Done(ReadOnlyMemory<byte> result = default) => new() { Kind = JobOutcomeKind.Done, Result = result };

    /// <summary>It failed, and may be tried again: by the rule, or not before a time that the other side asked for.</summary>
    public static JobOutcome Failed(string error, long? notBeforeMs = null) => new() { Kind = JobOutcomeKind.Failed, Error = error, NotBeforeMs = notBeforeMs };

    /// <summary>It failed, and trying again would not help.</summary>
    public static JobOutcome Hopeless(string error) => new() { Kind = JobOutcomeKind.Hopeless, Error = error };

    /// <summary>It was not attempted: a breaker is open, or the node is stopping.</summary>
    public static JobOutcome NotAttempted(long? notBeforeMs = null) => new() { Kind = JobOutcomeKind.NotAttempted, NotBeforeMs = notBeforeMs };
}
