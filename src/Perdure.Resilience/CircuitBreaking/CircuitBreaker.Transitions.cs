using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.CircuitBreaking;

// The cold half: everything here that changes state holds the lock.
public sealed partial class CircuitBreaker
{
    private bool TryAcquireProbe(long nowMs, out BreakerPermit permit)
    {
        permit = default;
        if (State == BreakerState.Open && nowMs < OpenUntilMs) return false;
        lock (_gate)
        {
            AdvanceLocked(nowMs);
            var word = _word;
            switch (StateOf(word))
            {
                case BreakerState.Closed or BreakerState.ForcedClosed:
                    permit = new BreakerPermit(GenerationOf(word), 0);
                    return true;
                case BreakerState.HalfOpen when _settings.Probes.HasRoom:
                    if (++_probeNumber <= 0) _probeNumber = 1;
                    _settings.Probes.Take(_probeNumber, nowMs + ProbeLimitMs);
                    permit = new BreakerPermit(GenerationOf(word), _probeNumber);
                    return true;
                default:
                    return false;
            }
        }
    }

    private void ReportProbe(BreakerPermit permit, BreakerOutcome outcome, bool slow, long nowMs)
    {
        lock (_gate)
        {
            if (GenerationOf(_word) != permit.Generation) return;
            // Before the answer is looked at: one that comes after its deadline has already failed.
            AdvanceLocked(nowMs);
            if (GenerationOf(_word) != permit.Generation || !_settings.Probes.Return(permit.Probe) || outcome == BreakerOutcome.Abandoned) return;
            _settings.Probes.Finish(outcome == BreakerOutcome.Failed, slow);
            JudgeProbes(nowMs);
        }
    }

    private void Judge(int generation, Settings settings, int run, long nowMs)
    {
        var counts = settings.Window.Since(Math.Max(0, nowMs - settings.Options.WindowMs + settings.Window.SliceMs), nowMs);
        var why = Verdict(settings, counts, run);
        if (why is null) return;
        lock (_gate)
        {
            if (GenerationOf(_word) == generation && State == BreakerState.Closed) Open(nowMs, why, longer: false);
        }
    }

    private static string? Verdict(Settings settings, RollingCounts counts, int run)
    {
        var options = settings.Options;
        // A window that is full of the good past takes half its length to condemn an instance that has just died; so many failures
        // without a single success need no such patience.
        if (run >= options.MinimumRequests) return $"{run} failures in a row";
        if (counts.Calls < options.MinimumRequests) return null;
        if (counts.Failures > 0 && counts.FailureRatio >= options.FailureRatio)
            return $"{Percent(counts.FailureRatio)} of {counts.Calls} calls failed (limit {Percent(options.FailureRatio)})";
        if (counts.Slow > 0 && counts.SlowRatio >= options.SlowRatio)
            return $"{Percent(counts.SlowRatio)} of {counts.Calls} calls took {options.SlowCallMs} ms or more (limit {Percent(options.SlowRatio)})";
        return null;
    }

    // The verdict of all probes, given as soon as the missing ones can't change it.
    private void JudgeProbes(long nowMs)
    {
        var (probes, options) = (_settings.Probes, _settings.Options);
        var missing = probes.Size - probes.Good - probes.Failed;
        var slowMatters = options.SlowCallMs is not null;
        if ((double)probes.Failed / probes.Size >= options.FailureRatio)
            Open(nowMs, $"{probes.Failed} of {probes.Size} probes failed", longer: !_early);
        else if (slowMatters && (double)probes.Slow / probes.Size >= options.SlowRatio)
            Open(nowMs, $"{probes.Slow} of {probes.Size} probes were slow", longer: !_early);
        else if ((double)(probes.Failed + missing) / probes.Size < options.FailureRatio
            && (!slowMatters || (double)(probes.Slow + missing) / probes.Size < options.SlowRatio))
            Enter(BreakerState.Closed, nowMs, $"{probes.Good} of {probes.Size} probes were answered well");
    }

    private bool IsDue(long nowMs) => State switch
    {
        BreakerState.Open => nowMs >= OpenUntilMs,
        BreakerState.HalfOpen => true,
        BreakerState.Closed => Volatile.Read(ref _doublings) != 0 && nowMs - SinceMs >= _settings.Options.WindowMs,
        _ => false,
    };

    private void AdvanceLocked(long nowMs)
    {
        switch (State)
        {
            case BreakerState.Open when nowMs >= _openUntilMs:
                HalfOpen(nowMs, "the open time is over", early: false);
                break;
            case BreakerState.HalfOpen when _settings.Probes.Expire(nowMs) > 0:
                JudgeProbes(nowMs);
                break;
            case BreakerState.Closed when nowMs - _sinceMs >= _settings.Options.WindowMs:
                _doublings = 0;
                break;
        }
    }

    private void HalfOpen(long nowMs, string why, bool early)
    {
        _early = early;
        Enter(BreakerState.HalfOpen, nowMs, why);
    }

    private void Open(long nowMs, string why, bool longer)
    {
        // Opening again soon after closing counts like failed probes: they were wrong.
        if (longer || (State == BreakerState.Closed && _doublings > 0)) _doublings = Math.Min(DoublingsMax, _doublings + 1);
        var forMs = Jitter.Spread(_settings.Options.OpenForMs << _doublings, 0.1, ref _jitter);
        Volatile.Write(ref _openUntilMs, nowMs + Math.Max(1, forMs));
        Enter(BreakerState.Open, nowMs, why);
    }

    private void Enter(BreakerState to, long nowMs, string why)
    {
        var from = State;
        _settings.Probes.Clear();
        _settings.Window.Clear();
        Volatile.Write(ref _failureRun, 0);
        Volatile.Write(ref _sinceMs, nowMs);
        Why = why;
        Volatile.Write(ref _word, ((long)(GenerationOf(_word) + 1) << 32) | (long)to);
        if (from != to) _observer?.Invoke(new BreakerTransition(from, to, nowMs, why));
    }

    // The options with what is made to their measure; replaced as a whole.
    private sealed class Settings
    {
        internal Settings(CircuitBreakerOptions? given)
        {
            Given = given;
            Options = given ?? new CircuitBreakerOptions();
            Enabled = given is not null;
            SlowCallMs = Options.SlowCallMs ?? long.MaxValue;
            Window = new RollingCounter(Slices, Math.Max(1, Options.WindowMs / Slices));
            Probes = new ProbeSet(Math.Clamp(Options.Probes, 1, 100));
        }

        internal CircuitBreakerOptions? Given { get; }

        internal CircuitBreakerOptions Options { get; }

        internal bool Enabled { get; }

        internal long SlowCallMs { get; }

        internal RollingCounter Window { get; }

        internal ProbeSet Probes { get; }
    }
}
