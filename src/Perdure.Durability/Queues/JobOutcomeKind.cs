namespace Perdure.Durability.Queues;

/// <summary>What became of an attempt at a job.</summary>
public enum JobOutcomeKind
{
    /// <summary>It failed, and may be tried again.</summary>
    Failed,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>It failed, and trying again would not help.</summary>
    Hopeless,

    /// <summary>It was not attempted; the attempt does not count.</summary>
    NotAttempted,
}
