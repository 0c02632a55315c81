using Perdure.Model;

namespace Perdure.Gateway.Caching;

/// <summary>Whether and how a stored answer may be used for a request (RFC 9111, sections 4 and 4.2.4; RFC 5861). Pure.</summary>
internal static class ReuseRules
{
    /// <summary>Whether the answer may be given to whoever asks, fresh or not. Its selecting headers match already.</summary>
    public static bool IsFor(StoredAnswer answer, in CacheRequest request)
    {
        if (request.Authorized && !StorageRules.IsForAuthorized(answer.Says))
            return false;
        // The route's own time is no word of the service that the answer is the same for those it knows.
        return !request.HasCookies || answer.Freshness.IsOwn || answer.Says.Public || StorageRules.Names(answer.VaryNames, "Cookie");
    }

    /// <summary>How the answer may be used now. It is for the one who asks (<see cref="IsFor"/>).</summary>
    public static Reuse Judge(StoredAnswer answer, in CacheRequest request, CacheModel policy, long nowMs)
    {
        // What came while the request was waiting is as new as can be.
        var isNew = answer.ReceivedMs >= request.ArrivedMs;
        if (answer.Says.NoCache || answer.IsOutdated)
            return Reuse.AskFirst;
        if (!isNew && (request.Wants.NoCache || answer.AgeMs(nowMs) > Ms(request.Wants.MaxAgeS ?? CacheDirectives.Any)))
            return Reuse.AskFirst;
        var leftMs = answer.FreshUntilMs - nowMs;
        if (leftMs > 0 && leftMs >= Ms(request.Wants.MinFreshS ?? 0))
            return Reuse.Fresh;
        if (leftMs > 0)
            return Reuse.AskFirst;
        if (MayBeStale(answer, answer.Says.StaleWhileRevalidateS, out var explicitly) && -leftMs <= Limit(explicitly, answer.Says.StaleWhileRevalidateS, policy.StaleWhileRevalidate))
            return Reuse.WhileRefreshing;
        return request.Wants.MaxStaleS is { } stale && MayBeStale(answer, null, out _) && -leftMs <= Ms(stale) ? Reuse.WhileRefreshing : Reuse.AskFirst;
    }

    /// <summary>
    /// Whether an answer that has just come can be given to others without asking again. Those who wait for one that can't would wait for nothing.
    /// </summary>
    public static bool IsOfUseToOthers(StoredAnswer answer, CacheModel policy) =>
        !answer.Says.NoCache
        && (answer.FreshUntilMs > answer.ReceivedMs
            || (MayBeStale(answer, answer.Says.StaleWhileRevalidateS, out var explicitly)
                && Limit(explicitly, answer.Says.StaleWhileRevalidateS, policy.StaleWhileRevalidate) > answer.ReceivedMs - answer.FreshUntilMs));

    /// <summary>Whether a stale answer may be used because the service fails or can't be asked.</summary>
    public static bool MayStandIn(StoredAnswer answer, CacheModel policy, long nowMs) =>
        MayBeStale(answer, answer.Says.StaleIfErrorS, out var explicitly)
        && nowMs - answer.FreshUntilMs <= Limit(explicitly, answer.Says.StaleIfErrorS, policy.StaleIfError);

    /// <summary>Whether it may be used up to so long after it was fresh, because the operator wrote it as a fallback of the route.</summary>
    public static bool MayStandIn(StoredAnswer answer, TimeSpan stale, long nowMs) =>
        MayBeStale(answer, null, out _) && nowMs - answer.FreshUntilMs <= (long)stale.TotalMilliseconds;

    // Section 4.2.4. An answer with s-maxage forbids it, too (section 5.2.2.10), but many that have it allow it in the same breath.
    private static bool MayBeStale(StoredAnswer answer, long? allowed, out bool explicitly)
    {
        explicitly = allowed is not null;
        var says = answer.Says;
        return !says.MustRevalidate && !says.NoCache && (explicitly || says.SharedMaxAgeS is null);
    }

    private static long Limit(bool explicitly, long? seconds, TimeSpan policy) => explicitly ? Ms(seconds!.Value) : (long)policy.TotalMilliseconds;

    private static long Ms(long seconds) => seconds >= CacheDirectives.Any ? long.MaxValue / 2 : seconds * 1000;
}
