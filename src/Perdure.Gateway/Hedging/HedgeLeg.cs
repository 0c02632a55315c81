using System.Runtime.CompilerServices;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Tracing;
using Perdure.Gateway.Upstreams;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Hedging;

/// <summary>
/// One of the copies of a request. It runs on an exchange of its own, so that it can be cancelled, and wait for its instance, without the other
/// or the client noticing. Reused from request to request.
/// </summary>
internal sealed class HedgeLeg
{
    private readonly HedgeRace _race;
    private readonly Action _onDone;
    private ConfiguredValueTaskAwaitable<UpstreamAnswer>.ConfiguredValueTaskAwaiter _sending;

    public HedgeLeg(HedgeRace race, int bit, Exchange twin)
    {
        _race = race;
        _onDone = OnDone;
        Bit = bit;
        Twin = twin;
    }

    /// <summary>By which the race tells the end of this leg from other events.</summary>
    public int Bit { get; }

    public Exchange Twin { get; }

    public Selection Selection { get; private set; }

    public long StartedUs { get; private set; }

    /// <summary>Microseconds from the start to the head of the answer or the failure.</summary>
    public long TookUs { get; private set; }

    public UpstreamAnswer Answer { get; private set; }

    /// <summary>Whether somebody still has to complete the selection: from the start until it is settled or handed over.</summary>
    public bool Open { get; set; }

    /// <summary>Whether the race has seen that the sending has ended.</summary>
    public bool Ended { get; set; }

    /// <summary>Whether <see cref="Answer"/> has been taken.</summary>
    public bool Taken { get; private set; }

    /// <summary>Sends the request of <paramref name="exchange"/> to the selected instance; its end is told to the race.</summary>
    public void Start(Exchange exchange, ServiceRuntime service, in Selection selection, long limitMs, bool hedge)
    {
        Selection = selection;
        Open = true;
        Ended = Taken = false;
        Answer = default;
        Twin.BeginTwin(exchange);
        Twin.AttemptLimitMs = limitMs;
        StartedUs = Twin.Clock.NowUs;
        AttemptTrace.Begin(Twin, service, selection, hedge, StartedUs);
        ValueTask<UpstreamAnswer> sending;
        try
        {
            sending = ((Upstream)selection.Instance!.Endpoint!).SendAsync(Twin);
        }
        catch (Exception fault)
        {
            sending = ValueTask.FromException<UpstreamAnswer>(fault);
        }

        _sending = sending.ConfigureAwait(false).GetAwaiter();
        if (_sending.IsCompleted)
            OnDone();
        else
            _sending.UnsafeOnCompleted(_onDone);
    }

    /// <summary>What came of it; throws what the sending threw. Once only, after the end.</summary>
    public UpstreamAnswer Take()
    {
        Taken = true;
        return Answer = _sending.GetResult();
    }

    /// <summary>Lets go of the request.</summary>
    public void Clear()
    {
        if (Selection.Instance is null)
            return;
        Twin.EndTwin();
        Selection = default;
        Answer = default;
        _sending = default;
    }

    private void OnDone()
    {
        TookUs = Twin.Clock.NowUs - StartedUs;
        _race.Raise(Bit);
    }
}
