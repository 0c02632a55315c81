namespace Perdure.Durability.Postgres.Lanes;

/// <summary>A write with a result.</summary>
internal abstract class PostgresWriteOf<T> : PostgresWrite
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the caller waits for.</summary>
    public Task<T> Answer => _answer.Task;

    /// <summary>What it is answered with once the transaction is on the disk; set by the step, again by each attempt.</summary>
    public T? Result { get; set; }

    /// <summary>What it fails with although the transaction does well, such as that a queue is full; set by the step, again by each attempt.</summary>
    public Exception? Refusal { get; set; }

    /// <inheritdoc/>
    public override void Succeed()
    {
        if (Refusal is { } refusal) _answer.TrySetException(refusal);
        else _answer.TrySetResult(Result!);
    }

    /// <inheritdoc/>
    public override void Fail(Exception error) => _answer.TrySetException(error);
}
