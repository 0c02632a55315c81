using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Stages;

namespace Perdure.Gateway.Caching;

/// <summary>
/// One request to the service on the cache's behalf: asks, with the validators of what is stored, keeps the answer if it is for all, and stands
/// a stale one in when there is none. The answer is stored before the client is served, so a slow client keeps nobody waiting.
/// </summary>
internal sealed class Fetch(RouteCache cache, FlightKey fetched, CacheRequest request, StoredAnswer? stored, string reason, Flight? flight, TimeProvider time)
    : ICaptureRule
{
    private readonly int _changes = flight?.Changes ?? cache.Store.ChangesOf(fetched.Key);
    private readonly bool _validates = flight is not null && stored is not null && ReuseRules.IsFor(stored, request)
        && (stored.ETag is not null || stored.LastModified.Count > 0);
    private IHeaderDictionary _requestHeaders = null!;
    private long _askedMs;
    private long _receivedMs;
    private DateTimeOffset _received;
    private CacheDirectives _says;
    private Freshness _freshness;
    private string[]? _varyNames;
    private Exchange _exchange = null!;

    /// <summary>Asks and answers. Completes the flight in any case.</summary>
    public async ValueTask<Outcome> RunAsync(Exchange exchange, Stage next)
    {
        _exchange = exchange;
        _requestHeaders = exchange.Request.Headers;
        var capture = exchange.Capture;
        try
        {
            var outcome = await AskAsync(exchange, next, capture);
            if (outcome.Kind == OutcomeKind.ClientGone)
            {
                if (capture.Broken)
                    exchange.CutOff();
                return outcome;
            }

            if (capture.Passes && outcome.Problem is null)
                return outcome;
            if (outcome.Problem is not null || outcome.Kind == OutcomeKind.CutShort)
                return await StandInAsync(exchange, outcome);
            stored?.NextTryMs = 0;
            return await ServeAsync(exchange, capture);
        }
        finally
        {
            capture.Clear();
            flight?.Complete(FlightEnd.Abandoned);
        }
    }

    bool ICaptureRule.Holds(int status, IHeaderDictionary headers)
    {
        _receivedMs = _exchange.Clock.NowMs;
        _received = time.GetUtcNow();
        if (_validates && status == 304)
            return true;
        Read(status, headers);
        var fits = headers.ContentLength is not { } length || length <= cache.Policy.MaxBody;
        if (!request.Head && fits && StorageRules.MayStore(request, status, headers, _says, _freshness, _varyNames, cache.Policy.NegativeTtl is not null))
            return true;
        // Gone is gone, for those too whom nobody can tell apart from others.
        if (status is 404 or 410 && stored is not null && !request.Authorized && !request.HasCookies)
            cache.Store.Remove(stored);
        stored?.NextTryMs = 0;
        // A failure says nothing about the answers to come.
        if (status >= 500)
            flight?.Complete(FlightEnd.Failed);
        else
            NotForAll();
        Mark(headers, status, false);
        return false;
    }

    void ICaptureRule.Released()
    {
        NotForAll();
        Mark(_exchange.Capture.Headers, _exchange.Capture.StatusCode, false);
    }

    // The client's own conditions are for what it has; the service is asked about what is stored here.
    private async ValueTask<Outcome> AskAsync(Exchange exchange, Stage next, ResponseCapture capture)
    {
        var noneMatch = _requestHeaders.IfNoneMatch;
        var modifiedSince = _requestHeaders.IfModifiedSince;
        var held = exchange.HoldsFailures;
        if (flight is not null)
        {
            _requestHeaders.IfNoneMatch = _validates && stored!.ETag is { } etag ? etag : default(StringValues);
            _requestHeaders.IfModifiedSince = _validates ? stored!.LastModified : default;
        }

        exchange.HoldsFailures = held || StandsIn(exchange.Clock.NowMs);
        _askedMs = exchange.Clock.NowMs;
        capture.Begin(exchange, this, cache.Policy.MaxBody, cache.Store);
        try
        {
            var outcome = await next.RunAsync(exchange);
            // An answer without a body wrote nothing, so nobody has asked yet.
            if (outcome.Problem is null && outcome.Kind == OutcomeKind.Answered)
                capture.Decide();
            return outcome;
        }
        finally
        {
            capture.Leave(exchange);
            exchange.LeavePlaces();
            exchange.HoldsFailures = held;
            if (flight is not null)
            {
                _requestHeaders.IfNoneMatch = noneMatch;
                _requestHeaders.IfModifiedSince = modifiedSince;
            }
        }
    }

    private async ValueTask<Outcome> ServeAsync(Exchange exchange, ResponseCapture capture)
    {
        if (_validates && capture.StatusCode == 304)
            return await ConfirmAsync(exchange, capture);
        var answer = Answer(capture.StatusCode, capture.Headers, capture.Kept.ToArray());
        var kept = Keep(answer, false);
        var client = exchange.Response;
        if (answer.Status == 200 && Preconditions.HasIt(_requestHeaders.IfNoneMatch, _requestHeaders.IfModifiedSince, answer.ETag, answer.LastModified))
        {
            client.StatusCode = 304;
            foreach (var (name, value) in capture.Headers)
            {
                if (AnswerWriter.GoesWith304(name) || name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                    client.Headers[name] = value;
            }

            Mark(client.Headers, answer.Status, kept, 304);
            return Outcome.Answered(304);
        }

        capture.CopyHead(client);
        Mark(client.Headers, answer.Status, kept);
        if (answer.Status != 204)
            client.Headers.ContentLength = answer.Body.Length;
        return await AnswerWriter.BodyAsync(exchange, answer.Body, Outcome.Answered(answer.Status));
    }

    // RFC 9111, section 4.3.4: what the service has confirmed is as good as new.
    private async ValueTask<Outcome> ConfirmAsync(Exchange exchange, ResponseCapture capture)
    {
        if (capture.Headers.ETag is [{ } etag] && stored!.ETag is not null && !Preconditions.WeaklySame(etag, stored.ETag))
        {
            // It speaks of another answer than the one it was asked about.
            cache.Store.Remove(stored);
            return Outcome.Failed(OutcomeKind.BadGateway, Problems.BadAnswer) with { Where = exchange.Service.Name };
        }

        var headers = StoredHeaders.Merge(stored!.Headers, capture.Headers);
        Read(stored.Status, headers);
        var answer = Answer(stored.Status, headers, stored.Body);
        exchange.Route?.Runtime.Counters.Cache.OnRevalidated();
        // It may have become one that must not be kept.
        var keep = !_says.NoStore && !_says.Private && _varyNames is not null;
        var kept = keep && Keep(answer, true);
        if (!kept)
        {
            cache.Store.Remove(stored);
            NotForAll();
        }

        // A cookie is for the one who asked, as with any answer.
        if (capture.Headers.SetCookie.Count > 0)
            exchange.Response.Headers.SetCookie = capture.Headers.SetCookie;
        var nowMs = exchange.Clock.NowMs;
        return await AnswerWriter.WriteAsync(
            exchange, answer, answer.TextsAt(nowMs, cache.Node).Age, CacheTexts.Fetched(cache.Node, reason, 304, answer.Status, kept, false), OutcomeKind.Answered);
    }

    // Nothing of an answer has reached the client.
    private async ValueTask<Outcome> StandInAsync(Exchange exchange, Outcome outcome)
    {
        var failed = outcome.Problem is not null ? outcome
            : Outcome.Failed(OutcomeKind.BadGateway, Problems.BadGateway) with { Where = exchange.Service.Name };
        var nowMs = exchange.Clock.NowMs;
        // What only this request had too little time or weight for, another may get.
        var own = failed.Problem == Problems.DeadlineTooShort
            || (failed.Kind == OutcomeKind.TimedOut && exchange.DeadlineMs - exchange.StartedMs < exchange.Service.RequestMs);
        var replaces = StaleRules.MayReplace(failed) && StandsIn(nowMs);
        if (replaces && !own)
            stored!.NextTryMs = nowMs + StaleRules.TryAgainMs;
        flight?.Complete(own || failed.Kind == OutcomeKind.Shed ? FlightEnd.Abandoned : FlightEnd.Failed);
        // Behind the scenes there is nobody to serve.
        if (!replaces || exchange.ResponseBody is DroppedBody)
            return failed;
        return await StaleWriter.WriteAsync(exchange, cache, stored!, failed.Problem!.ProxyError, "stale-if-error");
    }

    private bool StandsIn(long nowMs) => stored is not null && StaleRules.StandsIn(stored, request, cache.Policy, nowMs);

    private void Read(int status, IHeaderDictionary headers)
    {
        _says = CacheDirectives.Parse(headers.CacheControl);
        _freshness = Freshness.Of(status, headers, _says, cache.Policy, _received, _receivedMs - _askedMs);
        _varyNames = VaryRules.NamesOf(headers);
    }

    private StoredAnswer Answer(int status, IHeaderDictionary headers, byte[] body) => new()
    {
        Key = fetched.Key,
        Status = status,
        Headers = StoredHeaders.Of(headers, _received),
        Body = body,
        VaryNames = _varyNames ?? [],
        VaryValues = VaryRules.ValuesOf(_requestHeaders, _varyNames ?? []),
        Telling = request.Telling,
        Says = _says,
        Freshness = _freshness,
        ReceivedMs = _receivedMs,
        ForAuthorized = request.Authorized,
        ETag = headers.ETag is [{ Length: > 0 } etag] ? etag : null,
        LastModified = Freshness.ReadDate(headers.LastModified) is null ? default : headers.LastModified,
    };

    // Puts an answer into memory and tells those who wait.
    private bool Keep(StoredAnswer answer, bool confirmed)
    {
        if (!cache.Store.TryPut(answer, _requestHeaders, _changes))
        {
            flight?.Complete(FlightEnd.NotForAll);
            return false;
        }

        if (!confirmed)
            _exchange.Route?.Runtime.Counters.Cache.OnStored();
        if (ReuseRules.IsOfUseToOthers(answer, cache.Policy))
        {
            cache.Marks.Clear(fetched);
            flight?.Complete(FlightEnd.Stored);
        }
        else
        {
            NotForAll();
        }

        return true;
    }

    private void NotForAll()
    {
        if (flight is null)
            return;
        cache.Marks.Set(fetched, _exchange.Clock.NowMs);
        flight.Complete(FlightEnd.NotForAll);
    }

    private void Mark(IHeaderDictionary headers, int status, bool kept, int? given = null) =>
        AnswerWriter.Mark(headers, CacheTexts.Fetched(cache.Node, reason, status, given ?? status, kept, false));
}
