using Perdure.Model;

namespace Perdure.Nodes;

/// <summary>The processes of a node's instances, brought from one model to the next around the swap of the data plane.</summary>
internal interface IProcessPlane
{
    /// <summary>
    /// Starts what <paramref name="next"/> adds, and stops nothing yet: the data plane still sends requests by <paramref name="current"/>.
    /// </summary>
    Task PrepareAsync(SystemModel current, SystemModel next, CancellationToken cancellationToken);

    /// <summary>Makes the processes exactly those of <paramref name="model"/>: starts, restarts what changed, stops what is gone.</summary>
    Task SettleAsync(SystemModel model, CancellationToken cancellationToken);
}
