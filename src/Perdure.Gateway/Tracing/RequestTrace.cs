using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Planning;
using Perdure.Resilience.Bulkheads;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;

namespace Perdure.Gateway.Tracing;

/// <summary>
/// The trace that a request belongs to, and what is noted of the request meanwhile. Belongs to an exchange and is used again, so that a request that is not kept
/// costs no memory. What the stages note is noted by one thread at a time; second copies write into notes of their own.
/// </summary>
public sealed class RequestTrace
{
    /// <summary>Attempts of a request that are noted at most; others are counted.</summary>
    public const int AttemptsMax = 32;

    /// <summary>Events of a request that are noted at most; others are counted.</summary>
    public const int EventsMax = 16;

    // As many as a quiet request has; more are made when they are needed.
    private AttemptNote[] _attempts = [new(), new()];
    private TraceEvent[] _events = [];
    private int _attemptsNoted;
    private int _eventsNoted;
    private ulong _base;
    private int _spans;
    private AttemptReason _reason;
    private AttemptCause _cause;
    private long _backoffMs;

    /// <summary>The trace, and the span of the request in it.</summary>
    public TraceContext Context { get; private set; }

    /// <summary>The span that the request belongs to; 0 when the trace begins here.</summary>
    public ulong Parent { get; private set; }

    /// <summary>What <c>tracestate</c> says; null for nothing.</summary>
    public string? State { get; private set; }

    /// <summary>From when on the request is slow, in microseconds.</summary>
    public long SlowUs { get; private set; }

    /// <summary>The attempts that were noted, the oldest first.</summary>
    public ReadOnlySpan<AttemptNote> Attempts => _attempts.AsSpan(0, _attemptsNoted);

    /// <summary>What happened, the oldest first.</summary>
    public ReadOnlySpan<TraceEvent> Events => _events.AsSpan(0, _eventsNoted);

    /// <summary>Attempts that were too many to be noted.</summary>
    public int AttemptsMissed { get; private set; }

    /// <summary>Events that were too many to be noted.</summary>
    public int EventsMissed { get; private set; }

    /// <summary>Why the request was turned away; null when it was not.</summary>
    public string? ShedBy { get; private set; }

    /// <summary>Takes the trace over from whoever sent the request, or begins one.</summary>
    internal void Begin(IHeaderDictionary headers, TraceRules rules, TraceIds ids)
    {
        Clear(rules.SlowUs, ids.NextBase());
        if (TraceParent.TryParse(headers.TraceParent, out var parent))
        {
            Parent = parent.SpanId;
            State = TraceState.Combine(headers.TraceState);
            Context = parent with { SpanId = NextSpan() };
            return;
        }

        var (high, low) = ids.NextTrace();
        Parent = 0;
        State = null;
        Context = new TraceContext(high, low, NextSpan(), rules.Samples(low));
    }

    /// <summary>Begins in the trace of another request, which caused this one.</summary>
    internal void Begin(RequestTrace cause, TraceIds ids)
    {
        Clear(cause.SlowUs, ids.NextBase());
        Parent = cause.Context.SpanId;
        State = cause.State;
        Context = cause.Context with { SpanId = NextSpan() };
    }

    /// <summary>Notes that an attempt begins.</summary>
    internal AttemptNote OnAttempt(ServiceRuntime service, in Selection selection, bool hedge, long nowUs)
    {
        var note = NextNote();
        note.SpanId = NextSpan();
        note.Begin(service, selection, hedge ? AttemptReason.Hedge : _reason, _cause, hedge ? 0 : _backoffMs, nowUs);
        return note;
    }

    /// <summary>The attempts that follow are a service's first.</summary>
    internal void OnService() => (_reason, _backoffMs) = (AttemptReason.First, 0);

    /// <summary>The attempt that follows is a retry.</summary>
    internal void OnRetry(AttemptCause cause, long backoffMs) => (_reason, _cause, _backoffMs) = (AttemptReason.Retry, cause, backoffMs);

    /// <summary>Notes what happened.</summary>
    internal void On(TraceEventKind kind, long nowUs, long lastedUs, string? about)
    {
        if (_eventsNoted == EventsMax)
        {
            EventsMissed++;
            return;
        }

        if (_eventsNoted == _events.Length)
            Array.Resize(ref _events, Math.Max(4, _events.Length * 2));
        _events[_eventsNoted++] = new TraceEvent(kind, nowUs, lastedUs, about);
    }

    /// <summary>The request is turned away by a bulkhead, or for its deadline.</summary>
    internal void OnShed(ShedReason reason) => ShedBy = reason switch
    {
        ShedReason.QueueFull => "queue-full",
        ShedReason.Overloaded => "overloaded",
        ShedReason.Displaced => "displaced",
        ShedReason.QueueTimeout => "queue-timeout",
        _ => "deadline",
    };

    /// <summary>The request is turned away by the node's guard.</summary>
    internal void OnShedByGuard() => ShedBy = "guard";

    /// <summary>What is to be sent to an instance with an attempt.</summary>
    internal TraceContext For(AttemptNote attempt) => Context with { SpanId = attempt.SpanId };

    /// <summary>Lets go of what it holds.</summary>
    internal void End()
    {
        foreach (var note in Attempts)
            note.Forget();
        Array.Clear(_events, 0, _eventsNoted);
        State = null;
    }

    private void Clear(long slowUs, ulong from)
    {
        _base = from;
        _spans = 0;
        SlowUs = slowUs;
        _attemptsNoted = _eventsNoted = AttemptsMissed = EventsMissed = 0;
        ShedBy = null;
        OnService();
    }

    private ulong NextSpan() => TraceIds.SpanId(_base, ++_spans);

    private AttemptNote NextNote()
    {
        if (_attemptsNoted == AttemptsMax)
        {
            // It has an id all the same, by which the instance's own spans hang together.
            AttemptsMissed++;
            return new AttemptNote();
        }

        if (_attemptsNoted == _attempts.Length)
        {
            Array.Resize(ref _attempts, _attempts.Length * 2);
            for (var at = _attemptsNoted; at < _attempts.Length; at++)
                _attempts[at] = new AttemptNote();
        }

        return _attempts[_attemptsNoted++];
    }
}
