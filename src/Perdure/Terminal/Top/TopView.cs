namespace Perdure.Terminal.Top;

/// <summary>What the screen shows. Immutable.</summary>
/// <param name="Now">The last that the node answered.</param>
/// <param name="Before">What it answered before that; null: nothing yet, so there are no rates.</param>
/// <param name="Wall">The time.</param>
internal sealed record TopView(TopSample Now, TopSample? Before, DateTimeOffset Wall)
{
    /// <summary>The service that alone is shown; null: all.</summary>
    public string? Service { get; init; }

    /// <summary>Whether it goes on, and keys are heard.</summary>
    public bool Live { get; init; }

    /// <summary>How often the node is asked.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Why the node does not answer; null while it does.</summary>
    public string? Problem { get; init; }

    /// <summary>Since when it does not.</summary>
    public DateTimeOffset Since { get; init; }
}
