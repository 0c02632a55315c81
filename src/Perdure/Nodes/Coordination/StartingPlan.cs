using Microsoft.Extensions.Logging;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Model;

namespace Perdure.Nodes.Coordination;

/// <summary>What a node begins with.</summary>
/// <param name="Model">The model.</param>
/// <param name="Applied">The version of the shared configuration that it comes from; null for the node's own file.</param>
/// <param name="Problem">Why that is not what the node should run; null when it is.</param>
internal sealed record StartingPlan(SystemModel Model, AppliedConfiguration? Applied, string? Problem)
{
    /// <summary>
    /// The version that the node should run; when that cannot be loaded, the one that it ran last; when that cannot be loaded either, or
    /// there is none, its own file.
    /// </summary>
    /// <param name="own">What the own file says.</param>
    /// <param name="target">The version that the node should run; null for its own file.</param>
    /// <param name="lastGood">What it ran last.</param>
    /// <param name="file">Reads versions.</param>
    /// <param name="log">The node's log.</param>
    public static StartingPlan Choose(
        SystemModel own, AppliedConfiguration? target, LastGoodConfiguration lastGood, ISystemFile file, ILogger log)
    {
        if (target is null)
            return new StartingPlan(own, null, null);
        var result = file.Read(target, own);
        if (result.Ok)
            return new StartingPlan(result.Model, target, null);
        var problem = Reloader.Summary(result);
        if (lastGood.Read() is { } last && last.Version != target.Version && file.Read(last, own) is { Ok: true } earlier)
        {
            log.ConfigurationRefused(target.Version, problem, $"version {last.Version}");
            return new StartingPlan(earlier.Model, last, problem);
        }

        log.ConfigurationRefused(target.Version, problem, "the node's own file");
        return new StartingPlan(own, null, problem);
    }

    /// <summary>The same node with its own file, because what was chosen could not be opened.</summary>
    public StartingPlan WithOwn(SystemModel own, string problem, ILogger log)
    {
        log.ConfigurationRefused(Applied!.Version, problem, "the node's own file");
        return new StartingPlan(own, null, problem);
    }
}
