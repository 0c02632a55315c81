using Perdure.Model;
using Perdure.Nodes;

namespace Perdure.Tests.Nodes;

/// <summary>Data plane and process plane in one, writing down in which order they were asked for what.</summary>
internal sealed class FakePlanes(SystemModel model) : IDataPlane, IProcessPlane
{
    public List<string> Calls { get; } = [];

    public string? Refusal { get; set; }

    public SystemModel Model { get; private set; } = model;

    public Task StartAsync(SystemModel model, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ReloadAsync(SystemModel model, CancellationToken cancellationToken)
    {
        if (Refusal is not null)
            throw new ReloadRefusedException(Refusal);
        Calls.Add("swap " + model.Name);
        Model = model;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken hard) => throw new NotSupportedException();

    public Task PrepareAsync(SystemModel current, SystemModel next, CancellationToken cancellationToken)
    {
        Calls.Add($"prepare {current.Name} {next.Name}");
        return Task.CompletedTask;
    }

    public Task SettleAsync(SystemModel model, CancellationToken cancellationToken)
    {
        Calls.Add("settle " + model.Name);
        return Task.CompletedTask;
    }
}
