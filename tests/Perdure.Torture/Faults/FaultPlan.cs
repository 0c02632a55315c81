using Perdure.Torture.Rig;
using Perdure.Torture.Workers;

namespace Perdure.Torture.Faults;

/// <summary>Draws faults from a seed. The same seed draws the same faults; when exactly they hit is the machine's.</summary>
/// <param name="seed">What they are drawn from.</param>
/// <param name="scene">What they happen to.</param>
/// <param name="control">In the control, who knows the leaders; else null.</param>
internal sealed class FaultPlan(ulong seed, Scene scene, LeaderWatch? control)
{
    private readonly Random _random = new((int)(seed ^ (seed >> 32)));

    /// <summary>The time until the next fault.</summary>
    public TimeSpan Pause() => TimeSpan.FromMilliseconds(_random.Next(300, 2_000));

    /// <summary>The next fault; in the control always the one that careless candidates do not survive.</summary>
    public Fault Next()
    {
        var host = _random.Next(1, scene.Hosts + 1);
        var other = host % scene.Hosts + 1;
        var node = scene.Nodes[host - 1];
        var etcd = scene.Etcd[host - 1];
        var candidate = scene.Candidates[_random.Next(scene.Candidates.Count)];
        var shortTime = Between(500, 2_000);
        // Longer than the leases (2 s and 3 s): whoever holds one has lost it when he wakes.
        var longTime = Between(4_000, 8_000);
        if (control is not null)
            return OnCandidate(control, Between(8_000, 12_000));
        switch (_random.Next(12))
        {
            case 0: return new($"kill -9 {node.Process.Name}", shortTime, node.Process.Kill, node.Process.Start);
            case 1: return new($"stop {node.Process.Name}", longTime, node.Process.Stop, node.Process.Continue);
            case 2: return new($"kill -9 {candidate.Name}", shortTime, candidate.Kill, candidate.Start);
            case 3: return new($"stop {candidate.Name}", longTime, candidate.Stop, candidate.Continue);
            case 4: return new($"stop {candidate.Name} briefly", shortTime, candidate.Stop, candidate.Continue);
            case 5: return OnLeader("kill -9", shortTime, leader => leader.Kill, leader => leader.Start);
            case 6: return OnLeader("stop", longTime, leader => leader.Stop, leader => leader.Continue);
            case 7: return new($"kill -9 {etcd.Name}", shortTime, etcd.Kill, etcd.Start);
            case 8: return new($"cut host {host}", longTime, () => scene.Cables.Cut(host), () => scene.Cables.Mend(host));
            case 9: return new($"cut host {host} briefly", shortTime, () => scene.Cables.Cut(host), () => scene.Cables.Mend(host));
            case 10:
                return new(
                    $"cut {host} to {other}", longTime, () => scene.Cables.CutBetween(host, other), () => scene.Cables.MendBetween(host, other));
            default:
                var step = _random.Next(2) == 0 ? 3_600 : -3_600;
                return new($"clock of {node.Process.Name} {step:+0;-0} s", longTime, () => node.StepClock(step), () => node.StepClock(0));
        }
    }

    // Whoever leads is stopped for so long that another one leads when he wakes, on a slow machine too.
    private Fault OnCandidate(LeaderWatch watch, TimeSpan lasting)
    {
        var election = Scene.Elections[_random.Next(Scene.Elections.Count)];
        Child? hit = null;
        return new($"stop the leader of {election}", lasting, () => (hit = watch.Leader(election))?.Stop(), () => hit?.Continue());
    }

    private TimeSpan Between(int fromMs, int toMs) => TimeSpan.FromMilliseconds(_random.Next(fromMs, toMs));

    // Who leads is known only when the fault begins, and its end must be for the same member.
    private Fault OnLeader(string what, TimeSpan lasting, Func<Child, Action> begin, Func<Child, Action> end)
    {
        Child? hit = null;
        return new(
            $"{what} the leader of etcd",
            lasting,
            () =>
            {
                var leader = EtcdMember.LeaderHost(scene.Hosts);
                if (leader == 0)
                    return;
                hit = scene.Etcd[leader - 1];
                begin(hit)();
            },
            () =>
            {
                if (hit is not null)
                    end(hit)();
            });
    }
}
