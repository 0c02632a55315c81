using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Observing;
using Perdure.Gateway.Tracing;

namespace Perdure.Gateway.Hosting;

/// <summary>
/// Requests that the gateway makes for no client: they count as in flight, there are never more than a few hundred, and a stopping node waits
/// for them. Thread-safe.
/// </summary>
internal sealed class DetachedWork(GatewayCore core) : IDisposable
{
    /// <summary>How many there may be at once.</summary>
    public const int Limit = 256;

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private volatile bool _closed;

    /// <summary>How many there are.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>
    /// Runs something with an exchange of its own, which asks for what another exchange asked for; false when there are too many, or the node is
    /// stopping. The other exchange may end meanwhile.
    /// </summary>
    /// <param name="origin">The exchange whose target, route, service and client it takes.</param>
    /// <param name="method">Its own method.</param>
    /// <param name="headers">Its own headers.</param>
    /// <param name="run">What is done with it.</param>
    public bool TryRun(Exchange origin, string method, IHeaderDictionary headers, Func<Exchange, ValueTask<Outcome>> run)
    {
        // Counted first, so that a stop that comes now waits for it or is seen.
        if (Interlocked.Increment(ref _running) > Limit || _closed)
        {
            Left();
            return false;
        }

        core.Entered();
        var exchange = DetachedExchange.Of(core.NewExchange(), origin, method, headers, _stop.Token);
        TraceStart.Run(exchange, origin, core.TraceIds);
        _ = Task.Run(() => RunAsync(exchange, run));
        return true;
    }

    /// <summary>Runs something with an exchange of its own and returns how it ended; null when there are too many, or the node is stopping.</summary>
    /// <param name="fill">Fills the exchange, its lifetime a <see cref="DetachedLifetime"/> that the token ends.</param>
    /// <param name="run">What is done with it.</param>
    public async Task<Outcome?> TryRunAsync(Action<Exchange, CancellationToken> fill, Func<Exchange, ValueTask<Outcome>> run)
    {
        if (Interlocked.Increment(ref _running) > Limit || _closed)
        {
            Left();
            return null;
        }

        core.Entered();
        var exchange = core.NewExchange();
        fill(exchange, _stop.Token);
        exchange.Notes.Interest = core.Observer?.Interest ?? RequestInterest.None;
        if (exchange.Notes.Interest != RequestInterest.None)
            TraceStart.Run(exchange, core.Plan.Traces, core.TraceIds);
        return await RunAsync(exchange, run);
    }

    /// <summary>Takes no more, and waits for what is under way; cancelling <paramref name="hard"/> breaks it off.</summary>
    public async Task StopAsync(CancellationToken hard)
    {
        _closed = true;
        // Whoever comes to nothing ends the wait; this makes sure that somebody does.
        Interlocked.Increment(ref _running);
        Left();
        await using var now = hard.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _stop);
        await _idle.Task;
    }

    public void Dispose() => _stop.Dispose();

    private async Task<Outcome> RunAsync(Exchange exchange, Func<Exchange, ValueTask<Outcome>> run)
    {
        var outcome = Outcome.Failed(OutcomeKind.BadGateway, Problems.InternalError);
        try
        {
            return outcome = await run(exchange);
        }
        catch (Exception fault)
        {
            GatewayLog.RequestFault(core.Log, exchange.RequestId, fault);
            return outcome;
        }
        finally
        {
            if (exchange.Notes.Interest != RequestInterest.None)
                core.Observer!.OnDetachedEnded(exchange, outcome, core.Clock.NowUs);
            var lifetime = (DetachedLifetime)exchange.Lifetime;
            exchange.End();
            lifetime.Dispose();
            core.Left();
            Left();
        }
    }

    private void Left()
    {
        if (Interlocked.Decrement(ref _running) == 0 && _closed)
            _idle.TrySetResult();
    }
}
