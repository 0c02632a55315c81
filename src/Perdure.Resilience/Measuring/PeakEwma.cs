namespace Perdure.Resilience.Measuring;

/// <summary>
/// The latency and the error ratio of an instance as the balancer sees them: quick to take fright, slow to forget. Source: Finagle's PeakEwma
/// (jump up on a peak, else decay with the time constant τ); the error penalty and the faster fading of an idle estimate are our own.
/// </summary>
/// <remarks>
/// Lock-free by races that do no harm: of two updates at the same moment one may be lost. A failing answer never lowers the estimate, so an
/// instance that fails fast does not look quick. An estimate that nothing has refreshed for a while fades three times faster and towards the
/// quickest of the pool: a recovered instance is tried again within seconds, and by a single request; one that is slow each time it is tried, more
/// and more rarely.
/// </remarks>
internal sealed class PeakEwma
{
    private const double ErrorGain = 0.02;
    private const double PenaltyMax = 400;
    private const long IdleFromMs = 250;
    private const double IdleSpeedUp = 3;

    // What an old estimate weighs at most against a new answer: under steady traffic, and when nothing has been heard for a while.
    private const double KeepMax = 0.99;
    private const double KeepIdleMax = 0.5;

    // Differences below this are the machine's, not the instance's.
    private const double NoiseUs = 1_000;

    // The first answers of a process that has just started are slow, and no measure of what comes.
    private const int ColdAnswers = 10;

    // Tried again and so many times slower than usual again: next time later, up to four times.
    private const double SlowAgain = 3;
    private const int DoubtsMax = 2;

    private double _latencyUs = -1;
    private int _cold = ColdAnswers;
    private int _doubts;
    private double _errors;
    private long _updatedMs;

    /// <summary>Whether it has seen an answer that counts.</summary>
    internal bool Measured => Volatile.Read(ref _latencyUs) >= 0;

    internal double LatencyUs => Volatile.Read(ref _latencyUs);

    internal double ErrorRatio => Volatile.Read(ref _errors);

    internal void Record(long us, bool failed, long nowMs, long decayMs, double typicalUs)
    {
        var sample = Math.Max(1.0, us);
        var latency = Volatile.Read(ref _latencyUs);
        var errors = Volatile.Read(ref _errors);
        var ageMs = Math.Max(0, nowMs - Volatile.Read(ref _updatedMs));
        if (latency < 0 && !failed && _cold > 0) _cold--;
        else if (!failed || latency >= 0)
        {
            if (ageMs > IdleFromMs) _doubts = sample > SlowAgain * typicalUs ? Math.Min(DoubtsMax, _doubts + 1) : 0;
            var next = sample;
            if (sample <= latency)
            {
                var keep = failed || ageMs == 0 ? 1 : KeepAgainstAnswer(ageMs, decayMs);
                next = (latency * keep) + (sample * (1 - keep));
            }
            if (next != latency) Volatile.Write(ref _latencyUs, next);
        }
        if (ageMs > IdleFromMs) errors *= Keep(ageMs, decayMs);
        if (failed || errors > 1e-6) Volatile.Write(ref _errors, errors + (((failed ? 1 : 0) - errors) * ErrorGain));
        if (ageMs > 0) Volatile.Write(ref _updatedMs, nowMs);
    }

    /// <summary>Latency times penalty, in µs: what one more request here is expected to cost, before its load is considered.</summary>
    /// <param name="typicalUs">What is usual in the pool, for an instance without measurement and as the aim of fading: the estimate of the quickest.</param>
    /// <param name="waitedUs">For how long the instance has left what it has unanswered.</param>
    /// <param name="idle">Whether nothing is in flight.</param>
    /// <param name="nowMs">The time.</param>
    /// <param name="decayMs">τ.</param>
    internal double CostUs(double typicalUs, double waitedUs, bool idle, long nowMs, long decayMs)
    {
        var latency = Volatile.Read(ref _latencyUs);
        var errors = Volatile.Read(ref _errors);
        if (latency < 0) latency = typicalUs;
        var ageMs = nowMs - Volatile.Read(ref _updatedMs);
        if (idle && ageMs > IdleFromMs && (latency > typicalUs || errors > 0))
        {
            var keep = Keep(ageMs, decayMs << _doubts);
            if (latency > typicalUs) latency = typicalUs + ((latency - typicalUs) * keep);
            errors *= keep;
        }
        // What has waited for some time can be expected to wait for as long again.
        var costUs = Math.Max(latency, 2 * waitedUs) + NoiseUs;
        if (errors == 0) return costUs;
        var good = 1 - errors;
        return costUs * Math.Min(PenaltyMax, 1 / (good * good));
    }

    /// <summary>Nothing was answered for so long: the latency is at least that.</summary>
    internal void Suffer(long us, long nowMs)
    {
        if (us <= Volatile.Read(ref _latencyUs)) return;
        Volatile.Write(ref _latencyUs, us);
        Volatile.Write(ref _updatedMs, nowMs);
    }

    /// <summary>An answer was not waited for any longer: it would have taken at least so long. Never makes the estimate smaller.</summary>
    internal void Outrun(long us, long nowMs, double typicalUs)
    {
        var latency = Volatile.Read(ref _latencyUs);
        if (latency < 0 && _cold > 0) return;
        if (us > SlowAgain * typicalUs && nowMs - Volatile.Read(ref _updatedMs) > IdleFromMs) _doubts = Math.Min(DoubtsMax, _doubts + 1);
        if (us < latency) return;
        Volatile.Write(ref _latencyUs, us);
        Volatile.Write(ref _updatedMs, nowMs);
    }

    /// <summary>What was measured says nothing about what comes.</summary>
    internal void Forget()
    {
        Volatile.Write(ref _latencyUs, -1);
        _cold = ColdAnswers;
        _doubts = 0;
        Volatile.Write(ref _errors, 0);
    }

    private static double KeepAgainstAnswer(long ageMs, long decayMs)
    {
        if (ageMs > IdleFromMs) return Math.Min(KeepIdleMax, Keep(ageMs, decayMs));
        // e^-x is at least 1 - x: under steady traffic the exponential need not be computed.
        return ageMs <= (1 - KeepMax) * decayMs ? KeepMax : Keep(ageMs, decayMs);
    }

    private static double Keep(long ageMs, long decayMs) =>
        Math.Exp(-ageMs / (ageMs > IdleFromMs ? decayMs / IdleSpeedUp : (double)decayMs));
}
