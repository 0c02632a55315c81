using Perdure.Model;
using Perdure.Supervision;

namespace Perdure.Nodes;

/// <summary>The supervisor as the process plane of a node.</summary>
internal sealed class SupervisedProcesses(ProcessSupervisor supervisor) : IProcessPlane
{
    /// <inheritdoc/>
    public Task PrepareAsync(SystemModel current, SystemModel next, CancellationToken cancellationToken)
    {
        var running = Of(current);
        var known = running.Select(Key).ToHashSet();
        return supervisor.ApplyAsync([.. running, .. Of(next).Where(process => !known.Contains(Key(process)))], cancellationToken);
    }

    /// <inheritdoc/>
    public Task SettleAsync(SystemModel model, CancellationToken cancellationToken) => supervisor.ApplyAsync(Of(model), cancellationToken);

    private static (string Service, string Instance) Key(SupervisedProcess process) => (process.Service, process.Instance);

    private static List<SupervisedProcess> Of(SystemModel model) =>
    [
        .. from service in StartOrder.Of(model.Services)
           from instance in service.Instances
           let process = instance.Process
           where process is not null
           select new SupervisedProcess(service.Name, instance.Id, process),
    ];
}
