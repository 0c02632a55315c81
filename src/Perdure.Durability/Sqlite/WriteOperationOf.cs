using System.Threading.Tasks.Sources;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>A write with an answer, which is awaited once.</summary>
internal sealed class WriteOperationOf<T>(Func<WriteSession, T> work) : WriteOperation, IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _completion = new() { RunContinuationsAsynchronously = true };
    private T? _result;
    private DurabilityException? _error;

    /// <summary>Ends with the answer.</summary>
    public ValueTask<T> Task => new(this, _completion.Version);

    /// <inheritdoc/>
    public override void Do(WriteSession session)
    {
        _error = null;
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
        if (!TryEnd()) return;
        _completion.RunContinuationsAsynchronously = false;
        if (_error is null) _completion.SetResult(_result!);
        else _completion.SetException(_error);
    }

    /// <inheritdoc/>
    public override void Fail(Exception error)
    {
        if (TryEnd()) _completion.SetException(error);
    }

    T IValueTaskSource<T>.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);
}
