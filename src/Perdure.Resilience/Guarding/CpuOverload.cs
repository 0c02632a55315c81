namespace Perdure.Resilience.Guarding;

/// <summary>
/// Tells whether a process has more to do than its CPUs can: it uses them up, and work waits inside it. Neither is enough alone. A process that
/// uses all it may with nobody waiting is busy and well, and turning requests away would help nobody; one in which work waits although it uses less
/// is kept from its CPUs by others. That the time spent waiting tells overload, and 20 ms of it on average, is DAGOR's (Zhou et al.,
/// "Overload Control for Scaling WeChat Microservices", SoCC 2018). Pure; for one caller at a time.
/// </summary>
public sealed class CpuOverload
{
    /// <summary>The mean dispatch lag from which on work counts as waiting, in µs.</summary>
    public const long LagLimitUs = 20_000;

    // Six samples, 200 ms from each other, span a second.
    private const int Samples = 6;

    // A process that stood still for so long begins anew. One that only had no time to measure did not stand still.
    private const long GapUs = 2_000_000;
    private const double StoodStillBelow = 0.5;

    // Lags are measured from a little below the threshold on: before it matters, and never in a process that has little to do.
    private const double WatchBelow = 0.25;

    private readonly CpuSample[] _samples = new CpuSample[Samples];
    private int _count;

    /// <summary>The share of the CPUs that was used over the last second; null until there were samples for so long.</summary>
    public double? Cpu { get; private set; }

    /// <summary>The mean dispatch lag over the same second, in µs; null when none was measured.</summary>
    public double? LagUs { get; private set; }

    /// <summary>The share that was used since the last sample but one; null at first.</summary>
    public double? LatestCpu { get; private set; }

    /// <summary>The mean dispatch lag since the last sample but one, in µs; null when none was measured.</summary>
    public double? LatestLagUs { get; private set; }

    /// <summary>Takes a sample in.</summary>
    public void Add(in CpuSample sample)
    {
        if (_count > 0 && StoodStill(_samples[(_count - 1) % Samples], sample))
            _count = 0;
        _samples[_count++ % Samples] = sample;
        LatestCpu = _count > 1 ? ShareSince(_samples[(_count - 2) % Samples], sample) : null;
        LatestLagUs = sample.Lags.MeanUs;
        Cpu = _count >= Samples ? ShareSince(_samples[_count % Samples], sample) : null;
        LagUs = _count >= Samples ? LagsSince(_count - Samples).MeanUs : null;
    }

    /// <summary>
    /// Whether there is overload: the share at or above <paramref name="threshold"/> and the mean lag at or above <see cref="LagLimitUs"/>, both over
    /// the last second, or, while requests are turned away already, both since the last sample but one.
    /// </summary>
    /// <param name="threshold">The share of the CPUs; null when it is not looked at, and then there never is overload.</param>
    /// <param name="shedding">Whether requests are being turned away.</param>
    public bool Judge(double? threshold, bool shedding) =>
        (shedding ? LatestCpu : Cpu) >= threshold && (shedding ? LatestLagUs : LagUs) >= LagLimitUs;

    /// <summary>Whether the lags are worth measuring: the process uses so much that they may soon matter.</summary>
    /// <param name="threshold">The share of the CPUs; null when it is not looked at.</param>
    public bool WantsLags(double? threshold) => LatestCpu >= threshold - WatchBelow;

    private static bool StoodStill(in CpuSample from, in CpuSample to) => to.AtUs - from.AtUs > GapUs && ShareSince(from, to) < StoodStillBelow;

    private static double ShareSince(in CpuSample from, in CpuSample to) => (to.CpuUs - from.CpuUs) / (to.Cpus * Math.Max(1, to.AtUs - from.AtUs));

    // The first sample's lags are from before the second.
    private LagTotal LagsSince(int first)
    {
        var lags = default(LagTotal);
        for (var at = first + 1; at < _count; at++)
            lags = lags.Plus(_samples[at % Samples].Lags);
        return lags;
    }
}
