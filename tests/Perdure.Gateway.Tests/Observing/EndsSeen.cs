using System.Collections.Concurrent;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Observing;

namespace Perdure.Gateway.Tests.Observing;

/// <summary>Notes down the ends of requests.</summary>
internal sealed class EndsSeen : IRequestObserver
{
    private readonly ConcurrentQueue<End> _ends = new();

    public RequestInterest Interest { get; set; } = RequestInterest.End;

    public IReadOnlyList<End> All => [.. _ends];

    public void OnEnded(Exchange exchange, in Outcome outcome, long endedUs)
    {
        var notes = exchange.Notes;
        _ends.Enqueue(new End(
            exchange.Request.Method, exchange.Route?.Name, outcome.Kind, exchange.Response.StatusCode, notes.Instance?.Id, notes.Attempts, notes.Hedges, notes.Retries, notes.BytesOut));
        Assert.True(endedUs >= exchange.StartedUs);
    }

    internal sealed record End(string Method, string? Route, OutcomeKind Kind, int Status, string? Instance, int Attempts, int Hedges, int Retries, long BytesOut);
}
