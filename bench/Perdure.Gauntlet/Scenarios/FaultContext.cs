using Perdure.Gauntlet.Rig;
using Perdure.Gauntlet.Traffic;

namespace Perdure.Gauntlet.Scenarios;

/// <summary>What a fault may touch.</summary>
/// <param name="Rig">All instances.</param>
/// <param name="Victims">Those that this run is to hurt.</param>
/// <param name="Traffic">The clients.</param>
/// <param name="Time">The clock.</param>
public sealed record FaultContext(InstanceRig Rig, IReadOnlyList<InstanceProcess> Victims, ClientTraffic Traffic, TimeProvider Time)
{
    /// <summary>What clients saw beside the traffic.</summary>
    public List<StampedeSample> Stampedes { get; } = [];

    /// <summary>Gives each victim a fault, see <see cref="Instances.InstanceFaults.Apply"/>.</summary>
    public void Command(string fault)
    {
        foreach (var victim in Victims) victim.Command(fault);
    }

    /// <summary>Makes every instance live, run and behave.</summary>
    public void HealAll()
    {
        foreach (var instance in Rig.Instances)
        {
            instance.Continue();
            instance.Command("ok");
            instance.Restart();
        }
    }
}
