namespace Perdure.Console.Agreement;

/// <summary>What the pages for elections, locks and members are held to.</summary>
internal sealed record AgreementLimits
{
    /// <summary>The largest body, in bytes.</summary>
    public const int BodyBytesMax = 8 * 1024;

    /// <summary>How long a request may wait.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(60);

    /// <summary>The time to live of a lease when the request says nothing.</summary>
    public static readonly TimeSpan DefaultTtl = TimeSpan.FromSeconds(10);

    /// <summary>How many requests may wait at a time, event streams included. Default: 500, below the connections that the listener takes.</summary>
    public WaitSlots Waiting { get; init; } = new(500);

    /// <summary>How often an event stream without events says that it lives. Default: 10 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of waits and heartbeats. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
