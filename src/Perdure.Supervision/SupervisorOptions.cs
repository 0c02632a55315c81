using System.Collections.Immutable;
using Perdure.Supervision.Guarding;
using Perdure.Supervision.Restarting;

namespace Perdure.Supervision;

/// <summary>Settings of a <see cref="ProcessSupervisor"/>.</summary>
public sealed record SupervisorOptions
{
    /// <summary>
    /// Command that runs <see cref="ProcessGuardian.RunAsync"/> on its standard input. Empty: no guardian, and a node that is
    /// killed with SIGKILL leaves its processes running.
    /// </summary>
    /// <value>Default: this executable with the argument <c>guard</c>.</value>
    public ImmutableArray<string> GuardianCommand { get; init; } = OwnExecutable.CommandLine("guard");

    /// <summary>How long to wait before a process that ended starts again.</summary>
    public RestartBackoffOptions Backoff { get; init; } = new();

    /// <summary>Longest line of output that is logged whole; the rest of a longer one is dropped and marked.</summary>
    /// <value>In characters; default 8,192.</value>
    public int MaxLineLength { get; init; } = 8192;

    /// <summary>Seed of the jitter.</summary>
    /// <value>Default 0. A node passes a random one, so that nodes don't restart in step.</value>
    public ulong Seed { get; init; }
}
