namespace Perdure.Gateway.Answers;

/// <summary>Every answer that the gateway gives by itself. Documented in <c>docs/operations.md</c>; a test compares the two.</summary>
public static class Problems
{
    /// <summary>No route of the system file matches.</summary>
    public static readonly Problem NoRoute = new("no-route", 404, 12, "destination_not_found",
        "No route", "No route of this gateway matches the request. The routes are in the system file, under routes.");

    /// <summary>Every instance is out: breakers open, ejected, drained, or refusing connections. Nothing was sent.</summary>
    public static readonly Problem Unavailable = new("service-unavailable", 503, 14, "destination_unavailable",
        "Service unavailable", "No instance of the service can take the request now. Nothing of it was sent, so it is safe to try again.");

    /// <summary>An instance broke the connection before it answered; the request may have been executed.</summary>
    public static readonly Problem BadGateway = new("connection-broken", 502, 14, "connection_terminated",
        "Connection broken", "An instance broke the connection before it answered. The request may have been executed.");

    /// <summary>The service answered with a failure, which was thrown away for a fallback that could not be had either.</summary>
    public static readonly Problem ServiceFailed = new("service-failed", 502, 14, "destination_unavailable",
        "Service failed", "The service answered with a failure, and none of the route's fallbacks could stand in. The request may have been executed.");

    /// <summary>One instance failed the request, and afterwards none could be reached for another try.</summary>
    public static readonly Problem RetryFailed = new("retry-failed", 502, 14, "destination_unavailable",
        "Retry failed", "An instance failed the request, and no other could be reached for another try. The request may have been executed.");

    /// <summary>The instance's answer was not HTTP.</summary>
    public static readonly Problem BadAnswer = new("bad-answer", 502, 13, "http_protocol_error",
        "Bad answer", "An instance answered with something that is not valid HTTP. The request may have been executed.");

    /// <summary>Instances crash of the request, so none gets it for now.</summary>
    public static readonly Problem PoisonRequest = new("poison-request", 502, 9, "destination_unavailable",
        "Poison request", "Instances of the service crashed while they worked on this very request. It is not given to another one for a while; wait as long as Retry-After says.");

    /// <summary>No answer came within the attempt's or the request's time-out.</summary>
    public static readonly Problem TimedOut = new("timed-out", 504, 4, "http_response_timeout",
        "Timed out", "The service did not answer in time. The request may have been executed.");

    /// <summary>The route's rate limit is used up for this client.</summary>
    public static readonly Problem RateLimited = new("rate-limited", 429, 8, "http_request_denied",
        "Too many requests", "The rate limit of the route is used up. Nothing was sent to the service; wait as long as Retry-After says.");

    /// <summary>The route's feature flag is off, for everybody or for this user.</summary>
    public static readonly Problem FlagOff = new("flag-off", 503, 14, "http_request_denied",
        "Switched off", "The feature behind this route is switched off. Nothing was sent to the service.");

    /// <summary>There is more to do than can be done: turned away by a bulkhead, or by the node's guard.</summary>
    public static readonly Problem Overloaded = new("overloaded", 503, 14, "connection_limit_reached",
        "Overloaded", "There is more to do than can be done now, and this request was among the least important. Nothing of it was sent; wait as long as Retry-After says.");

    /// <summary>The request's deadline leaves less time than the service takes.</summary>
    public static readonly Problem DeadlineTooShort = new("deadline-too-short", 504, 4, "http_response_timeout",
        "Deadline too short", "The request's deadline leaves less time than the service takes at present, so nothing of it was sent.");

    /// <summary>The client asked for a stored answer and nothing else (<c>Cache-Control: only-if-cached</c>), and there is none.</summary>
    public static readonly Problem NotCached = new("not-cached", 504, 5, "http_request_denied",
        "Not in the cache", "The request wants a stored answer (only-if-cached), and there is none that it may have. Nothing was sent to the service.");

    /// <summary>The route wants a key, and there is none.</summary>
    public static readonly Problem KeyMissing = new("idempotency-key-missing", 400, 3, "http_request_error",
        "Idempotency-Key is missing", "This route takes no request without an Idempotency-Key. Send one, new for each request and the same for each repetition of it. Nothing was sent to the service.");

    /// <summary>The key is none.</summary>
    public static readonly Problem KeyInvalid = new("idempotency-key-invalid", 400, 3, "http_request_error",
        "Idempotency-Key is invalid", "There must be one Idempotency-Key of 1 to 255 printable ASCII characters, as a quoted string, or without quotes and then without spaces, commas, semicolons and quotes. Nothing was sent to the service.");

    /// <summary>The key belongs to another request.</summary>
    public static readonly Problem KeyReused = new("idempotency-key-reused", 422, 9, "http_request_denied",
        "Idempotency-Key is used for another request", "A request with another method, target, content type or body had this key. Take a new key for a new request. Nothing was sent to the service.");

    /// <summary>The first request of the key is still in flight.</summary>
    public static readonly Problem KeyInFlight = new("request-in-flight", 409, 10, "http_request_denied",
        "The request is in flight", "A request with this key is being worked on. Ask again with the same key, as Retry-After says; this one was not sent to the service.");

    /// <summary>Whether the first request of the key took effect is not known.</summary>
    public static readonly Problem OutcomeUnknown = new("outcome-unknown", 409, 10, "http_request_denied",
        "The outcome is unknown", "A request with this key was sent to the service, and whether it took effect is not known. It is not repeated: find out at the service, and take a new key if it did not. Nothing was sent now.");

    /// <summary>The request took effect and its answer was too large to be kept.</summary>
    public static readonly Problem AnswerNotKept = new("answer-not-kept", 409, 9, "http_request_denied",
        "The answer was not kept", "The request with this key was carried out and answered; the answer was too large to be kept (idempotency.maxBody), so it cannot be given again. Its status is in Proxy-Status. Nothing was sent now.");

    /// <summary>The body is larger than what is compared and kept of requests with a key.</summary>
    public static readonly Problem KeyedBodyTooLarge = new("keyed-body-too-large", 413, 8, "http_request_error",
        "Body too large for a key", "The body of a request with an Idempotency-Key is larger than this route allows (idempotency.maxBody). Nothing was sent to the service.");

    /// <summary>The store of what must not be lost cannot be used.</summary>
    public static readonly Problem DurableUnavailable = new("durable-unavailable", 503, 14, "proxy_internal_error",
        "The durable store cannot be used", "What must be kept of this request could not be kept, so nothing was sent to the service. Try again with the same key, as Retry-After says; the node's status says what is wrong.");

    /// <summary>The queue of deferred requests is full, or the store's records are.</summary>
    public static readonly Problem DurableFull = new("durable-full", 503, 8, "connection_limit_reached",
        "Durable store full", "What the request needs to be kept in is full. It was not accepted; perdure queue list on the node shows which queue it is.");

    /// <summary>The store did not say whether it has written the request.</summary>
    public static readonly Problem DurableUnknown = new("unknown-outcome", 503, 2, "proxy_internal_error",
        "Outcome unknown", "The durable store did not say in time whether it has the request, so it may still be carried out. Send it again with the same Idempotency-Key.");

    /// <summary>The request is larger than what is kept of one.</summary>
    public static readonly Problem TooLargeToDefer = new("too-large-to-defer", 413, 8, "http_request_denied",
        "Too large to be deferred", "The request is larger than what this route accepts to be sent later (defer.maxBody, and 1 MiB with its head). It was not accepted.");

    /// <summary>There is no such deferred request, or not for whoever asks.</summary>
    public static readonly Problem NotDeferred = new("unknown-deferred-request", 404, 5, "http_request_denied",
        "No such deferred request", "There is no deferred request with this id. It never was, was purged, or has been done for longer than done requests are kept (durability.doneRetention).");

    /// <summary>The page of a deferred request can only be read.</summary>
    public static readonly Problem OnlyToBeRead = new("method-not-allowed", 405, 12, "http_request_denied",
        "Method not allowed", "The page of a deferred request can only be read: use GET.");

    /// <summary>The state of a deferred request is in the store, which cannot be read now.</summary>
    public static readonly Problem DeferredNotReadable = new("deferred-not-readable", 503, 14, "proxy_internal_error",
        "State not readable", "The durable store can't be read now. An accepted request is not lost by that; ask again.");

    /// <summary>The target has dot segments, which two servers may read differently.</summary>
    public static readonly Problem AmbiguousTarget = new("ambiguous-target", 400, 3, "http_request_error",
        "Ambiguous target", "The request target contains dot segments. Send the path in its normal form.");

    /// <summary>The request's framing can be read in two ways.</summary>
    public static readonly Problem AmbiguousLength = new("ambiguous-length", 400, 3, "http_request_error",
        "Ambiguous length", "The request has both Content-Length and Transfer-Encoding. Send one of them.");

    /// <summary>A header's name is none: over HTTP/2 it may come with a colon or a line break in it.</summary>
    public static readonly Problem BadHeader = new("bad-header", 400, 3, "http_request_error",
        "Bad header", "The name of a header has characters that no name may have.");

    /// <summary>The only transfer coding that everybody reads alike is one <c>chunked</c>.</summary>
    public static readonly Problem UnknownCoding = new("unknown-coding", 400, 3, "http_request_error",
        "Unknown transfer coding", "The only Transfer-Encoding that is taken is one 'chunked', in HTTP/1.1.");

    /// <summary>The body could not be read: bad framing, or it ended early.</summary>
    public static readonly Problem BadBody = new("bad-body", 400, 3, "http_request_error",
        "Bad body", "The request body is malformed or ended before its length.");

    /// <summary>The body is larger than the listener allows.</summary>
    public static readonly Problem BodyTooLarge = new("body-too-large", 413, 8, "http_request_error",
        "Body too large", "The request body is larger than this listener allows (listeners[].limits.maxBody).");

    /// <summary>The body came too slowly.</summary>
    public static readonly Problem BodyTooSlow = new("body-too-slow", 408, 4, "http_request_error",
        "Body too slow", "The request body arrived too slowly (listeners[].limits.minBodyRate, timeouts.idle).");

    /// <summary>The method is for forward proxies.</summary>
    public static readonly Problem ConnectRefused = new("connect-not-allowed", 501, 12, "http_request_denied",
        "CONNECT is not allowed", "This is a gateway, not a forward proxy.");

    /// <summary>A mistake of the gateway itself; its log has the details under the request id.</summary>
    public static readonly Problem InternalError = new("internal-error", 500, 13, "proxy_internal_error",
        "Internal error", "The gateway made a mistake; its log tells more under this request id.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        NoRoute, Unavailable, BadGateway, ServiceFailed, RetryFailed, BadAnswer, PoisonRequest, TimedOut, RateLimited, FlagOff, Overloaded,
        DeadlineTooShort, NotCached, KeyMissing, KeyInvalid, KeyReused, KeyInFlight, OutcomeUnknown, AnswerNotKept, KeyedBodyTooLarge,
        DurableUnavailable, DurableFull, DurableUnknown, TooLargeToDefer, NotDeferred, OnlyToBeRead, DeferredNotReadable,
        AmbiguousTarget, AmbiguousLength, BadHeader, UnknownCoding, BadBody, BodyTooLarge, BodyTooSlow, ConnectRefused,
        InternalError,
    ];
}
