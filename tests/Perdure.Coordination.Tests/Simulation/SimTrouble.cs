namespace Perdure.Coordination.Tests.Simulation;

/// <summary>What happens to processes and store at random moments: pauses longer than leases, partitions, outages, new leaders of the store, kills.</summary>
internal static class SimTrouble
{
    /// <summary>Begins; ends by itself, with the store up.</summary>
    /// <param name="world">Where.</param>
    /// <param name="store">The store.</param>
    /// <param name="faults">What else goes wrong.</param>
    /// <param name="untilUs">The last moment of trouble.</param>
    /// <param name="ttlUs">The leases' time to live.</param>
    /// <param name="choose">Draws a process, with how to kill and start it again and how to let it begin anew.</param>
    public static void Begin(SimWorld world, SimStore store, SimFaults faults, long untilUs, long ttlUs, Func<(SimProcess Process, Action Restart, Action Anew)> choose)
    {
        ExpireAlways(world, store, faults);
        HappenAlways(world, store, untilUs, ttlUs, choose);
        world.At(untilUs, null, () => store.Down = false);
    }

    private static void ExpireAlways(SimWorld world, SimStore store, SimFaults faults) => world.After(world.Between(50_000, 500_000), null, () =>
    {
        store.Expire();
        if (world.Chance(faults.EarlyEnds)) store.EndEarly();
        ExpireAlways(world, store, faults);
    });

    private static void HappenAlways(SimWorld world, SimStore store, long untilUs, long ttlUs, Func<(SimProcess Process, Action Restart, Action Anew)> choose) =>
        world.After(world.Between(100_000, 4_000_000), null, () =>
        {
            if (world.NowUs >= untilUs) return;
            var (process, restart, anew) = choose();
            switch (world.Random.Next(9))
            {
                case 0 or 1:
                    process.Pause(world.Between(100_000, 3 * ttlUs));
                    break;
                case 2:
                    process.CutOffUntilUs = Math.Min(untilUs, world.NowUs + world.Between(500_000, 12_000_000));
                    break;
                case 3 when !store.Down:
                    store.Down = true;
                    world.After(world.Between(500_000, 10_000_000), null, () =>
                    {
                        store.Down = false;
                        store.ChangeLeader();
                    });
                    break;
                case 4:
                    store.ChangeLeader();
                    break;
                case 5:
                    restart();
                    break;
                case 6:
                    anew();
                    break;
                case 7:
                    process.Clock.WallStep += TimeSpan.FromSeconds(world.Between(-100_000, 100_000));
                    break;
                case 8:
                    store.Compact();
                    break;
            }
            HappenAlways(world, store, untilUs, ttlUs, choose);
        });
}
