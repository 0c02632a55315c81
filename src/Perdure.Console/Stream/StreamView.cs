namespace Perdure.Console.Stream;

/// <summary>Where the stream is at a moment. Immutable.</summary>
/// <param name="State">What it last said; null while nobody listens, or before the first frame.</param>
/// <param name="Seq">The newest frame.</param>
/// <param name="Next">Ends when there is another view.</param>
internal sealed record StreamView(StreamState? State, long Seq, TaskCompletionSource Next)
{
    /// <summary>One without frames.</summary>
    public static StreamView Empty() => Of(null, 0);

    /// <summary>One with a next that has not come.</summary>
    public static StreamView Of(StreamState? state, long seq) => new(state, seq, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
