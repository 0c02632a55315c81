using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Perdure.Coordination.Embedded;

/// <summary>How an <see cref="EmbeddedCoordinator"/> works.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>The clock of deadlines and leases. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where it logs. Default: nowhere.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The name of the system; a file of another one is refused.</summary>
    public required string System { get; init; }

    /// <summary>How long a call waits for the disk at most. Default: 3 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whether to wait for a file that another process has, as a new version does that takes over from an old one. Until then the store is
    /// <see cref="Storage.StoreState.Lost"/>. Default: false, which makes opening fail.
    /// </summary>
    public bool WaitForFile { get; init; }

    /// <summary>How many revisions are kept for watches that start late. Default: 10,000.</summary>
    internal int HistoryRevisionsMax { get; init; } = 10_000;

    /// <summary>How many bytes of keys and values they may hold. Default: 64 MiB.</summary>
    internal long HistoryBytesMax { get; init; } = 64 << 20;

    /// <summary>How many bytes of keys and values the store may hold: all of them are in memory. Default: 256 MiB.</summary>
    internal long StoreBytesMax { get; init; } = 256 << 20;

    /// <summary>How long after a failure the disk is tried again. Default: 250 ms.</summary>
    internal TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(250);
}
