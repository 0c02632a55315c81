using Perdure.Gauntlet.Hosts;
using Perdure.Gauntlet.Instances;

namespace Perdure.Gauntlet.Rig;

/// <summary>The instances of one run, as processes, in zones of 4, 3 and 3 (of ten).</summary>
public sealed class InstanceRig : IAsyncDisposable
{
    private readonly Orphanage _orphanage = new();

    private InstanceRig(int count, ServiceShape shape, Func<int, string> host, string directory, ulong seed, TimeProvider time)
    {
        var instances = new List<InstanceProcess>();
        for (var number = 1; number <= count; number++)
        {
            var zone = number <= (count * 4 + 9) / 10 ? "zone-a" : number <= (count * 7 + 9) / 10 ? "zone-b" : "zone-c";
            var address = new InstanceAddress(number, host(number), FreePorts.Take(), zone);
            instances.Add(new InstanceProcess(address, shape, directory, seed * 100 + (ulong)number, _orphanage, time));
        }
        Instances = instances;
    }

    /// <summary>The instances by number; the first has number 1.</summary>
    public IReadOnlyList<InstanceProcess> Instances { get; }

    /// <summary>Starts <paramref name="count"/> instances and waits until they listen.</summary>
    public static async Task<InstanceRig> StartAsync(
        int count, ServiceShape shape, Func<int, string> host, string directory, ulong seed, TimeProvider time, CancellationToken cancel)
    {
        var rig = new InstanceRig(count, shape, host, directory, seed, time);
        try
        {
            foreach (var instance in rig.Instances) instance.Start();
            foreach (var instance in rig.Instances) await instance.ReadyAsync(cancel);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends every instance.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var instance in Instances) await instance.EndAsync();
        _orphanage.Dispose();
    }
}
