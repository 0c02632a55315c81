using System.Collections.Concurrent;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Observing;
using Perdure.Gateway.Tracing;

namespace Perdure.Gateway.Tests.Tracing;

/// <summary>Wants traces, and takes down what was noted for them.</summary>
internal sealed class TracesSeen : IRequestObserver
{
    private readonly ConcurrentQueue<Seen> _all = new();

    public RequestInterest Interest => RequestInterest.End | RequestInterest.Attempts;

    public IReadOnlyList<Seen> All => [.. _all];

    /// <summary>The one that there is, once it is there.</summary>
    public async Task<Seen> OneAsync(Func<Seen, bool>? which = null)
    {
        await Support.Eventually.Async(() => _all.Any(seen => which?.Invoke(seen) ?? true), "the request has ended");
        return _all.Single(seen => which?.Invoke(seen) ?? true);
    }

    public void OnEnded(Exchange exchange, in Outcome outcome, long endedUs) => Add(exchange, outcome, false);

    public void OnDetachedEnded(Exchange exchange, in Outcome outcome, long endedUs) => Add(exchange, outcome, true);

    private void Add(Exchange exchange, in Outcome outcome, bool detached)
    {
        var trace = exchange.Trace!;
        _all.Enqueue(new Seen(
            exchange.Request.Method, detached, outcome.Kind, trace.Context, trace.Parent, trace.State, trace.ShedBy,
            [.. trace.Attempts.ToArray().Select(note => new Attempt(
                TraceParent.Format(trace.For(note)), note.Service.Name, note.Instance.Id, note.Reason, note.Status, note.Fault.ToString(), note.Result.ToString(), note.EndedUs - note.StartedUs))],
            [.. trace.Events.ToArray().Select(happened => (happened.Kind, happened.About))]));
    }

    internal sealed record Seen(
        string Method, bool Detached, OutcomeKind Outcome, TraceContext Context, ulong Parent, string? State, string? ShedBy, Attempt[] Attempts, (TraceEventKind Kind, string? About)[] Events);

    // Sent is what the instance should have been given.
    internal sealed record Attempt(string Sent, string Service, string Instance, AttemptReason Reason, int Status, string Fault, string Result, long TookUs);
}
