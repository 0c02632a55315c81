using Microsoft.Extensions.Logging;
using Perdure.Gateway.Hosting;
using Perdure.Nodes.Coordination;
using Perdure.Telemetry.Objectives;

namespace Perdure.Nodes.Telemetry;

/// <summary>The error budgets of a node, kept in its data directory.</summary>
internal static class NodeBudgets
{
    private const string FileName = "objectives.json";

    /// <summary>Reads what is kept. While the process that this one takes over from still has the directory, the file is that one's.</summary>
    public static NodeObjectives Open(GatewayServer gateway, DataDirectory data, TimeProvider time, ILogger log)
    {
        var file = data.Path is null ? null : new ObjectiveFile(Path.Combine(data.Path, FileName), (path, bytes) => DataDirectory.WriteWhole(path, bytes), log);
        return new NodeObjectives(gateway, file, () => data.Held, time, log);
    }
}
