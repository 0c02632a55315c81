namespace Perdure.Gauntlet.Instances;

/// <summary>What happened to a request in an instance; the value is the letter in the log.</summary>
public enum ExecutionEvent
{
    /// <summary>It was read completely.</summary>
    Arrived = 'A',

    /// <summary>A worker took it: from now on it counts as executed.</summary>
    Started = 'S',

    /// <summary>Its effect is done and the answer is about to be sent.</summary>
    Ended = 'E',

    /// <summary>It was answered with an injected error.</summary>
    Failed = 'F',

    /// <summary>Its answer was broken off half-way.</summary>
    Cut = 'C',

    /// <summary>It killed the instance.</summary>
    Poisoned = 'P',
}
