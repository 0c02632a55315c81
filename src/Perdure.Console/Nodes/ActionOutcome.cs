namespace Perdure.Console.Nodes;

/// <summary>How an operator's change ended.</summary>
public enum ActionOutcome
{
    /// <summary>The change is in force.</summary>
    Done,

    /// <summary>The plan in force has no such instance.</summary>
    UnknownInstance,

    /// <summary>The instance has no circuit breaker (<c>circuitBreaker: off</c>).</summary>
    NoBreaker,
}
