namespace Perdure.Coordination.Tests.Simulation;

/// <summary>What goes wrong between processes and store. Mutable: the story switches it on and off.</summary>
internal sealed class SimFaults
{
    /// <summary>How often a request or an answer is lost.</summary>
    public double Lost { get; set; }

    /// <summary>How often a message is late by up to some seconds.</summary>
    public double Late { get; set; }

    /// <summary>How long a late message may take.</summary>
    public long LateUs { get; set; } = 4_000_000;

    /// <summary>How often a plain read is answered from an old picture: a defect of etcd before 3.5.</summary>
    public double StaleReads { get; set; }

    /// <summary>How often a renewal of a lease that is gone succeeds: another of its defects.</summary>
    public double GhostRenewals { get; set; }

    /// <summary>How often a watch keeps a deletion to itself: another.</summary>
    public double LostDeletions { get; set; }

    /// <summary>
    /// How often, when leases are looked through, one is ended that has been renewed, because its time from when it was granted is over: a member
    /// of etcd that led before does it when it wakes up, as it was not told of the renewals.
    /// </summary>
    public double EarlyEnds { get; set; }

    /// <summary>Negative control: renewals are relied upon although leases end early.</summary>
    public bool TrustsRenewals { get; set; }

    /// <summary>Negative control: the deadline is counted from when the answer came.</summary>
    public bool DeadlineFromAnswer { get; set; }

    /// <summary>Negative control: what a transaction would verify is answered from an old picture, as a plain read would be.</summary>
    public bool VerifiesNothing { get; set; }

    /// <summary>Chooses how bad it is.</summary>
    public void Draw(Random random, bool etcdDefects)
    {
        Lost = random.Next(4) switch { 0 => 0, 1 => 0.01, 2 => 0.05, _ => 0.2 };
        Late = random.Next(3) switch { 0 => 0, 1 => 0.02, _ => 0.1 };
        if (!etcdDefects) return;
        StaleReads = 0.2;
        GhostRenewals = 0.5;
        LostDeletions = 0.2;
        EarlyEnds = 0.1;
    }

    public void Stop()
    {
        Lost = Late = StaleReads = GhostRenewals = LostDeletions = EarlyEnds = 0;
        DeadlineFromAnswer = VerifiesNothing = false;
    }
}
