namespace Perdure.Load;

/// <summary>
/// Offers load as the world does: requests leave at their intended times whatever becomes of the earlier ones, and latency
/// counts from the intended time. A closed loop would wait for slow answers and so ask less exactly when it hurts
/// ("coordinated omission", G. Tene). When the machine is late, what is due leaves at once and the lateness is part of the latency.
/// </summary>
/// <param name="time">The clock; a real one ticks about every millisecond.</param>
/// <param name="options">What load to offer.</param>
/// <param name="recorder">Receives what became of each request.</param>
/// <param name="send">
/// Sends one request and waits for the whole answer. Runs on pool threads, many at once; what it throws counts as a failure by
/// the exception's name. Its token is cancelled when the load has ended and the request is still unanswered after the drain.
/// </param>
public sealed class OpenLoopLoad(
    TimeProvider time,
    LoadOptions options,
    PhaseRecorder recorder,
    Func<LoadRequest, CancellationToken, ValueTask<LoadOutcome>> send)
{
    /// <summary>Reason of an arrival that found <see cref="LoadOptions.MaxOutstanding"/> requests unanswered.</summary>
    public const string Saturated = "generator saturated";

    /// <summary>Reason of a request that was still unanswered when the load had to end.</summary>
    public const string Unanswered = "unanswered at the end";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);

    /// <summary>How long cancelled requests may take to notice. What still doesn't end stays "outstanding" in the report.</summary>
    private static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(2);

    private int _outstanding;

    /// <summary>Requests without an answer right now.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>
    /// Runs until <paramref name="stop"/>, then waits for what is outstanding, at most <see cref="LoadOptions.DrainTimeout"/>.
    /// To be called once.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var schedule = new ArrivalSchedule(options);
        using var abandon = new CancellationTokenSource();
        using var pacing = new PeriodicTimer(Pace, time);
        var startedAt = time.GetTimestamp();
        var next = schedule.Next();
        while (!stop.IsCancellationRequested)
        {
            var nowUs = ElapsedUs(startedAt, time.GetTimestamp());
            for (; next.DueUs <= nowUs && !stop.IsCancellationRequested; next = schedule.Next()) Dispatch(next, startedAt, abandon.Token);
            await TickAsync(pacing, stop);
        }
        if (await DrainedWithinAsync(pacing, options.DrainTimeout)) return;
        await abandon.CancelAsync();
        await DrainedWithinAsync(pacing, CancelGrace);
    }

    private void Dispatch(Arrival arrival, long startedAt, CancellationToken abandon)
    {
        var intended = startedAt + (long)(arrival.DueUs * (time.TimestampFrequency / 1_000_000.0));
        var phase = recorder.PhaseAt(intended);
        phase.Due();
        // Only this loop raises the counter, so the bound can't be overrun between the check and the increment.
        if (Volatile.Read(ref _outstanding) >= options.MaxOutstanding)
        {
            phase.Ended(LoadOutcome.Failure(Saturated), null);
            return;
        }
        Interlocked.Increment(ref _outstanding);
        // On the pool, so that the synchronous part of a send never makes the next request late.
        ThreadPool.UnsafeQueueUserWorkItem(
            static work => _ = work.Load.SendAsync(work.Request, work.Phase, work.Intended, work.Abandon),
            (Load: this, arrival.Request, Phase: phase, Intended: intended, Abandon: abandon),
            preferLocal: false);
    }

    private async Task SendAsync(LoadRequest request, PhaseTally phase, long intended, CancellationToken abandon)
    {
        phase.Left(ElapsedUs(intended, time.GetTimestamp()));
        LoadOutcome outcome;
        try
        {
            outcome = await send(request, abandon);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            outcome = LoadOutcome.Failure(Unanswered);
        }
        catch (Exception e)
        {
            // Whatever the sender throws is the outcome of this request; it must not end the load.
            outcome = LoadOutcome.Failure(e.GetType().Name);
        }
        phase.Ended(outcome, ElapsedUs(intended, time.GetTimestamp()));
        Interlocked.Decrement(ref _outstanding);
    }

    private async Task<bool> DrainedWithinAsync(PeriodicTimer pacing, TimeSpan limit)
    {
        var since = time.GetTimestamp();
        while (Outstanding > 0 && time.GetElapsedTime(since) < limit) await TickAsync(pacing, CancellationToken.None);
        return Outstanding == 0;
    }

    private static async ValueTask TickAsync(PeriodicTimer pacing, CancellationToken stop)
    {
        try
        {
            await pacing.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // The caller looks at the token itself.
        }
    }

    private long ElapsedUs(long from, long to) => Math.Max(0, (long)(time.GetElapsedTime(from, to).TotalMicroseconds));
}
