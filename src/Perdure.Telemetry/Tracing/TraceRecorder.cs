using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Observing;
using Perdure.Gateway.Tracing;
using Perdure.Telemetry.Requests;

namespace Perdure.Telemetry.Tracing;

/// <summary>
/// Decides of each request at its end whether its trace is kept: when it was sampled, by whoever began the trace, or when it failed or was slow. What is not kept
/// costs no memory. Thread-safe.
/// </summary>
internal sealed class TraceRecorder(TraceQueue queue, TimeProvider time) : IRequestObserver
{
    // What others send is as long as they like.
    private const int PathMax = 1_024;
    private const int TextMax = 256;

    private readonly KeepBudget _unsampled = new();

    /// <inheritdoc/>
    public RequestInterest Interest => RequestInterest.End | RequestInterest.Attempts;

    /// <inheritdoc/>
    public void OnEnded(Exchange exchange, in Outcome outcome, long endedUs) => Record(exchange, outcome, endedUs, SpanKind.Server);

    /// <inheritdoc/>
    public void OnDetachedEnded(Exchange exchange, in Outcome outcome, long endedUs) =>
        Record(exchange, outcome, endedUs, exchange.Request.Headers.ContainsKey("Perdure-Attempt") ? SpanKind.Consumer : SpanKind.Internal);

    private void Record(Exchange exchange, in Outcome outcome, long endedUs, SpanKind kind)
    {
        if (exchange.Trace is not { } trace)
            return;
        var failed = RequestRecord.IsTrouble(exchange, outcome);
        var kept = trace.Context.Sampled ? "sampled"
            : failed ? "error"
            : !RequestRecord.IsUpgraded(exchange, outcome) && endedUs - exchange.StartedUs >= trace.SlowUs ? "slow" : null;
        if (kept is null)
            return;
        // When everything fails, what it looks like is known after some hundreds.
        if (queue.IsFull || (!trace.Context.Sampled && !_unsampled.TryTake(endedUs)))
        {
            queue.Counters.OnDropped();
            return;
        }

        queue.Add(Copy(exchange, trace, outcome, endedUs, kind, failed, kept));
    }

    private KeptTrace Copy(Exchange exchange, RequestTrace trace, in Outcome outcome, long endedUs, SpanKind kind, bool failed, string kept)
    {
        var attempts = new KeptAttempt[trace.Attempts.Length];
        for (var at = 0; at < attempts.Length; at++)
            attempts[at] = new KeptAttempt(trace.Attempts[at]);
        var request = exchange.Request;
        return new KeptTrace
        {
            Context = trace.Context,
            Parent = trace.Parent,
            State = trace.State,
            Kind = kind,
            Kept = kept,
            // From the end, so that a clock that was set since the start of the node is right.
            StartedNs = ((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100) - ((exchange.Clock.NowUs - exchange.StartedUs) * 1_000),
            StartedUs = exchange.StartedUs,
            EndedUs = endedUs,
            Method = Cut(request.Method, TextMax),
            Path = Cut(LineNames.PathOf(request.RawTarget, query: false), PathMax),
            Scheme = exchange.Forwarded.Proto is { Length: > 0 } proto ? proto : request.Scheme,
            Host = Cut(request.Headers.Host.ToString(), TextMax),
            Protocol = request.Protocol,
            Client = exchange.Client,
            UserAgent = Cut(request.Headers.UserAgent.ToString(), TextMax),
            RequestId = exchange.RequestId,
            Route = exchange.Route?.Name,
            RoutePath = exchange.Route?.Path,
            Service = exchange.Service?.Name,
            Tier = exchange.Tier,
            Outcome = outcome.Kind,
            Status = outcome.Status,
            Problem = outcome.Problem?.Name,
            Degraded = exchange.Degraded,
            ShedBy = trace.ShedBy,
            IsGrpc = (exchange.Traits & RequestTraits.Grpc) != 0,
            GrpcStatus = RequestRecord.GrpcStatusOf(exchange, outcome),
            Failed = failed,
            Attempts = attempts,
            AttemptsMissed = trace.AttemptsMissed,
            Events = trace.Events.ToArray(),
            EventsMissed = trace.EventsMissed,
        };
    }

    private static string Cut(string text, int max) => text.Length <= max ? text : text[..max];

    private static string Cut(ReadOnlySpan<char> text, int max) => (text.Length <= max ? text : text[..max]).ToString();
}
