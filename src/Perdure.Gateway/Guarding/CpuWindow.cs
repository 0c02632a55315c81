namespace Perdure.Gateway.Guarding;

/// <summary>The CPU time of the last second, from samples of it. Pure; for one caller at a time.</summary>
internal sealed class CpuWindow
{
    // Six samples, 200 ms from each other, span a second.
    private const int Samples = 6;

    // A process that stood still for so long begins anew.
    private const long GapUs = 2_000_000;

    private readonly (long AtUs, long CpuUs)[] _samples = new (long, long)[Samples];
    private int _count;

    /// <summary>The share of the CPUs that was used over the last second; null until there were samples for so long.</summary>
    public double? OverSecond { get; private set; }

    /// <summary>The share that was used since the last sample but one; null at first.</summary>
    public double? Latest { get; private set; }

    /// <summary>Takes a sample in.</summary>
    public void Add(long atUs, long cpuUs, double cpus)
    {
        if (_count > 0 && atUs - _samples[(_count - 1) % Samples].AtUs > GapUs)
            _count = 0;
        _samples[_count++ % Samples] = (atUs, cpuUs);
        Latest = _count > 1 ? Share(_samples[(_count - 2) % Samples]) : null;
        OverSecond = _count >= Samples ? Share(_samples[_count % Samples]) : null;

        double Share((long AtUs, long CpuUs) from) => (cpuUs - from.CpuUs) / (cpus * Math.Max(1, atUs - from.AtUs));
    }
}
