namespace Perdure.Supervision.Signals;

/// <summary>A signal that can be sent to a process.</summary>
public enum ProcessSignal
{
    /// <summary>Please end.</summary>
    Terminate,

    /// <summary>What Ctrl+C sends.</summary>
    Interrupt,

    /// <summary>End now; can't be caught.</summary>
    Kill,

    /// <summary>Stand still; can't be caught. What a hung process looks like from outside.</summary>
    Stop,

    /// <summary>Go on after <see cref="Stop"/>.</summary>
    Continue,
}
