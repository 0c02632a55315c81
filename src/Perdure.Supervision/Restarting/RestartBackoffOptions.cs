namespace Perdure.Supervision.Restarting;

/// <summary>How long to wait before a process starts again.</summary>
public sealed record RestartBackoffOptions
{
    /// <summary>Wait after the first end; it doubles with each further one.</summary>
    /// <value>Default 500 ms: short enough that a single crash costs little, long enough for a port to be free again.</value>
    public TimeSpan Base { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait.</summary>
    /// <value>Default 30 s, reached at the seventh end in a row.</value>
    public TimeSpan Cap { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A process that ran this long isn't in a crash loop: the wait begins at <see cref="Base"/> again.</summary>
    /// <value>Default 60 s, twice the cap, so that a process which dies a while after each start still backs off.</value>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Part of the wait that is random, taken off it, so that processes which died together don't start together.</summary>
    /// <value>From 0 to 1; default 0.2.</value>
    public double Jitter { get; init; } = 0.2;
}
