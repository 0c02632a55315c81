using Perdure.Durability.Postgres.Lanes;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>A worker does something with its claim.</summary>
/// <param name="kind">What.</param>
/// <param name="id">The job.</param>
/// <param name="token">The claim's token.</param>
/// <param name="timeMs">Extend: for how long. Retry: when it is due. Release: the same, or null for as it was.</param>
/// <param name="error">What went wrong.</param>
/// <param name="result">What a job is completed with.</param>
internal sealed class SettleWrite(SettleKind kind, Guid id, long token, long? timeMs = null, string? error = null, byte[]? result = null) : PostgresWriteOf<bool>
{
    /// <summary>What.</summary>
    public SettleKind Kind { get; } = kind;

    /// <summary>The job.</summary>
    public Guid Id { get; } = id;

    /// <summary>The claim's token.</summary>
    public long Token { get; } = token;

    /// <summary>The time that belongs to it.</summary>
    public long? TimeMs { get; } = timeMs;

    /// <summary>What went wrong.</summary>
    public string? Error { get; } = error;

    /// <summary>What a job is completed with.</summary>
    public byte[]? JobResult { get; } = result;

    /// <inheritdoc/>
    public override long Bytes => JobResult?.Length ?? 0;

    /// <inheritdoc/>
    public override WriteStep NewStep(PostgresPlace place) => new SettleStep();
}
