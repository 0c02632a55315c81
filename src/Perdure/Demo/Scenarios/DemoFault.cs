namespace Perdure.Demo.Scenarios;

/// <summary>What is done to instances of the shop.</summary>
public enum DemoFault
{
    /// <summary>Nothing; what was done before is undone.</summary>
    None,

    /// <summary>SIGKILL of their processes.</summary>
    Kill,

    /// <summary>SIGSTOP of their processes: they accept connections and never answer.</summary>
    Stop,

    /// <summary>Each request takes about 20 times as long.</summary>
    Slow,

    /// <summary>They can do a third of what is asked for: each works on one request at a time, and a crowd comes.</summary>
    Crowd,

    /// <summary>Every fifth request is answered with 500 at once; the health check passes.</summary>
    Errors,
}
