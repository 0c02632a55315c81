namespace Perdure.Durability.Postgres.Jobs;

/// <summary>What a worker does with its claim.</summary>
internal enum SettleKind
{
    /// <summary>Keeps it for longer.</summary>
    Extend,

    /// <summary>The job is done.</summary>
    Complete,

    /// <summary>The attempt failed; the job is tried again.</summary>
    Retry,

    /// <summary>The attempt failed; the job is dead.</summary>
    Bury,

    /// <summary>The claim is given back.</summary>
    Release,
}
