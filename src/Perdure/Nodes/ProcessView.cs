using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Supervision;

namespace Perdure.Nodes;

/// <summary>A supervised process as the admin API shows it.</summary>
internal static class ProcessView
{
    /// <summary>The picture of one process.</summary>
    public static InstanceProcess Of(ProcessStatus status) =>
        new(KebabCase.Of(status.State), status.Pid, status.Restarts, status.LastExit, status.Since);
}
