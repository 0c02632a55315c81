using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>A write with an answer.</summary>
internal sealed class WriteOperationOf<T>(Func<WriteSession, T> work) : WriteOperation
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private DurabilityException? _error;

    /// <summary>Ends with the answer.</summary>
    public Task<T> Task => _completion.Task;

    /// <inheritdoc/>
    public override void Do(WriteSession session)
    {
        try
        {
            _result = work(session);
        }
        catch (DurabilityException e)
        {
            // This caller's alone: nothing was written, and the others go on.
            _error = e;
        }
    }

    /// <inheritdoc/>
    public override void Answer()
    {
        if (_error is null) _completion.TrySetResult(_result!);
        else _completion.TrySetException(_error);
    }

    /// <inheritdoc/>
    public override void Fail(DurabilityException error) => _completion.TrySetException(error);
}
