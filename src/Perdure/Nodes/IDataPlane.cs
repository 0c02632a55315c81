using Perdure.Model;

namespace Perdure.Nodes;

/// <summary>What serves the clients of a node, as far as starting, reloading and stopping go: the gateway, or a fake of it.</summary>
internal interface IDataPlane
{
    /// <summary>The model in force.</summary>
    SystemModel Model { get; }

    /// <summary>Opens the listeners and serves.</summary>
    Task StartAsync(SystemModel model, CancellationToken cancellationToken);

    /// <summary>Puts another model in force at once, or throws <see cref="ReloadRefusedException"/> and leaves the one before it.</summary>
    Task ReloadAsync(SystemModel model, CancellationToken cancellationToken);

    /// <summary>Not ready at once, then grace, then drains and closes; cancelling <paramref name="hard"/> closes at once.</summary>
    Task StopAsync(CancellationToken hard);
}
