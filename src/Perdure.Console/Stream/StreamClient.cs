namespace Perdure.Console.Stream;

/// <summary>One who listens, and what it has had. For one caller at a time; dispose of it when it goes.</summary>
/// <param name="hub">The stream.</param>
/// <param name="state">The state that its first number is of.</param>
/// <param name="seq">The last frame that it has; null for none.</param>
internal sealed class StreamClient(StreamHub hub, StreamState state, long? seq) : IDisposable
{
    private StreamState _state = state;
    private long? _seq = seq;
    private bool _begun;
    private bool _left;

    /// <summary>
    /// What it lacks just now: frames; or a snapshot, when it has had none, or more went by than are kept for it. Nothing before the first frame.
    /// </summary>
    /// <param name="view">Where the stream is.</param>
    /// <param name="behindMax">How many frames it may lack, once it has begun.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Take(StreamView view, int behindMax)
    {
        if (view.State is null || (ReferenceEquals(view.State, _state) && _begun && view.Seq <= _seq))
            return [];
        var (events, state, seq) = hub.Since(_state, _seq, _begun ? behindMax : StreamState.FramesMax);
        (_state, _seq, _begun) = (state, seq, true);
        return events;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_left)
            return;
        _left = true;
        hub.Leave();
    }
}
