using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Lanes;

/// <summary>A write with a result.</summary>
internal abstract class PostgresWriteOf<T> : PostgresWrite
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private bool _hasResult;

    /// <summary>What the caller waits for.</summary>
    public Task<T> Answer => _answer.Task;

    /// <summary>What it is answered with once the transaction is on the disk; set by the step, again by each attempt.</summary>
    public T? Result
    {
        get => _result;
        set => (_result, _hasResult) = (value, true);
    }

    /// <summary>What it fails with although the transaction does well, such as that a queue is full; set by the step, again by each attempt.</summary>
    public Exception? Refusal { get; set; }

    /// <inheritdoc/>
    public override void Forget() => (_result, _hasResult, Refusal) = (default, false, null);

    /// <inheritdoc/>
    public override void Succeed()
    {
        if (Refusal is { } refusal)
            _answer.TrySetException(refusal);
        else if (_hasResult)
            _answer.TrySetResult(_result!);
        else
            // The commit was found again, but what the statements gave was in the answer that was lost.
            Fail(new DurabilityException(DurabilityFailure.UnknownOutcome, "the answer of the server was lost; what was asked for was done as far as it could be, and what came of it is not known"));
    }

    /// <inheritdoc/>
    public override void Fail(Exception error) => _answer.TrySetException(error);
}
