using System.Runtime.CompilerServices;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;

namespace Perdure.Gateway.Caching;

/// <summary>
/// Answers from memory what may be answered so (RFC 9111), lets one request fetch for all that want the same, and serves stale answers while a
/// new one is fetched or when none can be had (RFC 5861). A hit takes no lock and goes no further down the chain.
/// </summary>
internal sealed class CacheStage(RouteCache cache, RouteRuntime route, DetachedWork detached, TimeProvider time, Stage next) : Stage
{
    /// <summary>How often a request waits for others' fetches before it asks for itself.</summary>
    private const int MaxWaits = 8;

    /// <summary>Fetches in a row that may fail for those who wait before each of them asks for itself.</summary>
    private const int MaxFailures = 2;

    public override ValueTask<Outcome> RunAsync(Exchange exchange)
    {
        if (!CacheRequest.TryRead(exchange, out var request))
        {
            route.Counters.Cache.OnPassed();
            return next.RunAsync(exchange);
        }

        var key = cache.KeyOf(exchange);
        var entry = cache.Store.Find(key);
        var stored = entry?.Select(exchange.Request.Headers, request.Telling);
        if (stored is not null && TryUse(exchange, key, request, stored, out var serving))
            return serving;
        route.Counters.Cache.OnMiss();
        return request.Wants.OnlyIfCached
            ? new ValueTask<Outcome>(Outcome.Failed(OutcomeKind.NotCached, Problems.NotCached))
            : FetchAsync(exchange, key, request);
    }

    /// <summary>A stale answer that the operator allows as a fallback, or null: for the stage that stands before this one.</summary>
    public static StoredAnswer? FindStale(RouteCache cache, Exchange exchange, TimeSpan stale)
    {
        if (!CacheRequest.TryRead(exchange, out var request))
            return null;
        var stored = cache.Store.Find(cache.KeyOf(exchange))?.Select(exchange.Request.Headers, request.Telling);
        return stored is not null && (!request.Authorized || StorageRules.IsForAuthorized(stored.Says))
            && ReuseRules.MayStandIn(stored, stale, exchange.Clock.NowMs)
            ? stored
            : null;
    }

    private bool TryUse(Exchange exchange, in CacheKey key, in CacheRequest request, StoredAnswer stored, out ValueTask<Outcome> serving)
    {
        var nowMs = exchange.Clock.NowMs;
        var reuse = ReuseRules.IsFor(stored, request) ? ReuseRules.Judge(stored, request, cache.Policy, nowMs) : Reuse.AskFirst;
        if (reuse != Reuse.AskFirst)
        {
            if (reuse == Reuse.WhileRefreshing)
            {
                route.Counters.Cache.OnRefreshing();
                Refresh(exchange, key, request, stored);
            }

            serving = Hit(exchange, stored, nowMs);
            return true;
        }

        // The service has just failed to give another one: nobody waits for it to fail again.
        if (stored.NextTryMs != 0 && StaleRules.StandsIn(stored, request, cache.Policy, nowMs))
        {
            if (stored.TryClaim(nowMs, nowMs + StaleRules.TryAgainMs))
                Refresh(exchange, key, request, stored);
            serving = StaleWriter.WriteAsync(exchange, cache, stored, Problems.Unavailable.ProxyError, "stale-if-error");
            return true;
        }

        serving = default;
        return false;
    }

    private ValueTask<Outcome> Hit(Exchange exchange, StoredAnswer stored, long nowMs)
    {
        stored.Use();
        route.Counters.Cache.OnHit();
        var texts = stored.TextsAt(nowMs, cache.Node);
        return AnswerWriter.WriteAsync(exchange, stored, texts.Age, texts.Status, OutcomeKind.Answered);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome> FetchAsync(Exchange exchange, CacheKey key, CacheRequest request)
    {
        var failures = 0;
        for (var waits = 0; waits < MaxWaits && failures < MaxFailures && !request.Head; waits++)
        {
            var entry = cache.Store.Find(key);
            var flightKey = RouteCache.FlightOf(exchange, key, request, entry);
            if (cache.Marks.Has(flightKey, exchange.Clock.NowMs))
                break;
            var flight = cache.Flights.Join(flightKey, cache.Store, failures, out var leads);
            // Only now is it sure that no fetch can have ended in between unseen.
            var found = cache.Store.Find(key)?.Select(exchange.Request.Headers, request.Telling);
            if (leads)
            {
                if (found is null || !TryUse(exchange, key, request, found, out var serving))
                    return await new Fetch(cache, flightKey, request, found, Reason(request, found, entry), flight, time).RunAsync(exchange, next);
                flight.Complete(FlightEnd.Stored);
                return await serving;
            }

            if (!await WaitAsync(exchange, flight))
                return await NotWaitedOutAsync(exchange, request, found);
            var end = await flight.End;
            var stored = cache.Store.Find(key)?.Select(exchange.Request.Headers, request.Telling);
            if (stored is not null && TryUse(exchange, key, request, stored, out var shared))
            {
                route.Counters.Cache.OnShared();
                return await shared;
            }

            if (end == FlightEnd.NotForAll)
                break;
            if (end == FlightEnd.Failed)
                failures = flight.Failures + 1;
        }

        var last = cache.Store.Find(key);
        var known = last?.Select(exchange.Request.Headers, request.Telling);
        var alone = RouteCache.FlightOf(exchange, key, request, last);
        return await new Fetch(cache, alone, request, known, Reason(request, known, last), null, time).RunAsync(exchange, next);
    }

    // Each waits by its own clock; false when its time is up or its client is gone.
    private static async ValueTask<bool> WaitAsync(Exchange exchange, Flight flight)
    {
        exchange.Timer.Arm(CancelCause.RequestTimedOut, exchange.RemainingMs);
        Task ended = flight.End.WaitAsync(exchange.Timer.Token);
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        exchange.Timer.Disarm();
        return flight.End.IsCompleted && exchange.Timer.Cause == CancelCause.None;
    }

    private ValueTask<Outcome> NotWaitedOutAsync(Exchange exchange, in CacheRequest request, StoredAnswer? stored)
    {
        if (exchange.Timer.Cause == CancelCause.ClientGone)
            return new ValueTask<Outcome>(Outcome.ClientGone);
        return stored is not null && StaleRules.StandsIn(stored, request, cache.Policy, exchange.Clock.NowMs)
            ? StaleWriter.WriteAsync(exchange, cache, stored, Problems.TimedOut.ProxyError, "stale-if-error")
            : new ValueTask<Outcome>(Outcome.Failed(OutcomeKind.TimedOut, Problems.TimedOut) with { Where = exchange.Service.Name });
    }

    // Why a request went to the service (RFC 9211, section 2.2).
    private static string Reason(in CacheRequest request, StoredAnswer? stored, CacheEntry? entry)
    {
        if (stored is null)
            return entry is null ? "uri-miss" : "vary-miss";
        return request.Wants.NoCache || request.Wants.MaxAgeS is not null ? "request" : "stale";
    }

    // One at a time; who finds another at it, or too many others, leaves it to them.
    private void Refresh(Exchange exchange, in CacheKey key, in CacheRequest request, StoredAnswer stored)
    {
        var cookies = request.HasCookies && StorageRules.Names(stored.VaryNames, "Cookie");
        var refresh = request.ForRefresh(request.Authorized && stored.ForAuthorized, cookies, exchange.Clock.NowMs);
        var flightKey = RouteCache.FlightOf(exchange, key, refresh, cache.Store.Find(key));
        var flight = cache.Flights.Join(flightKey, cache.Store, 0, out var leads);
        if (!leads)
            return;
        var fetch = new Fetch(cache, flightKey, refresh, stored, "stale", flight, time);
        if (stored.Node is null || !detached.TryRun(exchange, "GET", RefreshHeaders.Of(exchange, refresh), copy => fetch.RunAsync(copy, next)))
            flight.Complete(FlightEnd.Abandoned);
    }
}
