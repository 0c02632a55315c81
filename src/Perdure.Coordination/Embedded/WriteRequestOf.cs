using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>A write with an answer.</summary>
internal sealed class WriteRequestOf<T>(Func<CommitGroup, T> work) : WriteRequest
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _error;

    /// <summary>Ends with the answer.</summary>
    public Task<T> Task => _completion.Task;

    /// <inheritdoc/>
    public override void Do(CommitGroup group)
    {
        var before = group.Space;
        try
        {
            _result = work(group);
        }
        catch (Exception e)
        {
            // Whatever it is, it is this caller's alone: the group is as it was before, and the others go on.
            _error = e;
        }

        Wrote = !ReferenceEquals(before, group.Space);
    }

    /// <inheritdoc/>
    public override void Answer()
    {
        if (_error is null) _completion.TrySetResult(_result!);
        else _completion.TrySetException(_error);
    }

    /// <inheritdoc/>
    public override void Fail(CoordinationException error) => _completion.TrySetException(error);
}
