using Perdure.Gauntlet.Instances;

namespace Perdure.Gauntlet.Commands;

/// <summary>
/// <c>instance</c>: serves until its standard input ends, so that it can't outlive the rig. Each line of input is a fault
/// (see <see cref="InstanceFaults.Apply"/>).
/// </summary>
public static class InstanceCommand
{
    /// <summary>Runs the instance.</summary>
    public static async Task<int> RunAsync(Arguments arguments, TimeProvider time)
    {
        var faults = new InstanceFaults();
        using var server = new InstanceServer(InstanceOptions.From(arguments), faults, time);
        using var stop = new CancellationTokenSource();
        var serving = server.RunAsync(stop.Token);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (!faults.Apply(line)) await Console.Error.WriteLineAsync($"unknown command '{line}'");
            if (serving.IsFaulted) await serving;
        }
        await stop.CancelAsync();
        await serving;
        return 0;
    }
}
