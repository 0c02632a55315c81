using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Http.Features;
using Perdure.Gateway.Admission;
using Perdure.Gateway.Hedging;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Observing;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Routing;
using Perdure.Gateway.Tiers;
using Perdure.Gateway.Tracing;
using Perdure.Model;

namespace Perdure.Gateway.Exchanges;

/// <summary>
/// One request and its answer on their way through the stages. The server keeps one per connection or stream and uses it again, so
/// nothing of it may be held after the request ended. One request at a time; not thread-safe.
/// </summary>
public sealed class Exchange
{
    private ResponseCapture? _capture;
    private RequestTrace? _trace;
    private int _priority = -1;

    internal Exchange(MonotonicClock clock, RandomBits random, TimeProvider time)
    {
        Clock = clock;
        Random = random;
        Timer = new ExchangeTimer(time);
        Waiter = new PlaceWaiter(this);
    }

    /// <summary>The clock of the gateway.</summary>
    public MonotonicClock Clock { get; }

    /// <summary>The random bits of the gateway.</summary>
    public RandomBits Random { get; }

    /// <summary>The cancellation of this exchange and its one timer.</summary>
    public ExchangeTimer Timer { get; }

    /// <summary>The request's body.</summary>
    public RequestBody Body { get; private set; } = new();

    /// <summary>What is noted of it for whoever is told of its end.</summary>
    public RequestNotes Notes { get; } = new();

    /// <summary>The trace that it belongs to, and what is noted for it; null when nobody keeps traces.</summary>
    public RequestTrace? Trace { get; private set; }

    /// <summary>The attempt under way, or the last one; null without a trace.</summary>
    internal AttemptNote? Attempt { get; set; }

    /// <summary>The places it holds in bulkheads.</summary>
    internal HeldPlaces Places { get; } = new();

    /// <summary>Its wait for a place in one.</summary>
    internal PlaceWaiter Waiter { get; }

    /// <summary>The server's features of this request.</summary>
    public IFeatureCollection Features { get; private set; } = null!;

    /// <summary>The request's head.</summary>
    public IHttpRequestFeature Request { get; private set; } = null!;

    /// <summary>The response's head.</summary>
    public IHttpResponseFeature Response { get; private set; } = null!;

    /// <summary>The response's body.</summary>
    public IHttpResponseBodyFeature ResponseBody { get; private set; } = null!;

    /// <summary>The client's staying, and the means to cut it off.</summary>
    public IHttpRequestLifetimeFeature Lifetime { get; private set; } = null!;

    /// <summary>What kind of request this is, found by <c>Arrival</c>.</summary>
    public RequestTraits Traits { get; internal set; }

    /// <summary>Whether the client asks for another protocol on this connection or stream.</summary>
    public bool IsUpgrade => (Traits & (RequestTraits.Upgrade | RequestTraits.ExtendedConnect)) != 0;

    /// <summary>The raw path and query that go to the instance, as the client wrote them.</summary>
    public string Target { get; internal set; } = "/";

    /// <summary>The address of the client: of the connection, or what a trusted proxy says.</summary>
    public IPAddress Client { get; internal set; } = IPAddress.None;

    /// <summary>The identity of this request in logs, answers and at the instance (<c>X-Request-Id</c>).</summary>
    public string RequestId { get; internal set; } = "";

    /// <summary>What the gateway tells the instance about where the request came from.</summary>
    public ForwardedValues Forwarded { get; internal set; } = ForwardedValues.None;

    /// <summary>The route, once one matched.</summary>
    public CompiledRoute? Route { get; internal set; }

    /// <summary>The service that the route names.</summary>
    public ServiceRuntime Service { get; internal set; } = null!;

    /// <summary>How much the request matters: what a trusted proxy says, otherwise its route's tier.</summary>
    public Tier Tier { get; internal set; } = Tier.Standard;

    /// <summary>
    /// The request's priority, 0 (most important) to 191: its tier, then where its user stands in this hour. Found when it is first asked
    /// for, and nobody asks while nothing is turned away.
    /// </summary>
    public int Priority => _priority >= 0 ? _priority : _priority = Users?.Of(this) ?? (int)Tier * Resilience.Tiers.PriorityThreshold.PerTier;

    /// <summary>What <see cref="Priority"/> is found by: the plan's, or null when users are not told apart.</summary>
    internal UserPriority? Users { get; set; }

    /// <summary>The tier that a trusted proxy says, or null when the route's counts.</summary>
    internal Tier? SaidTier { get; set; }

    /// <summary>What <c>RateLimit-Policy</c> says, or null when the route has no rate limit.</summary>
    internal string? LimitPolicy { get; set; }

    /// <summary>What <c>RateLimit</c> says.</summary>
    internal string? LimitValue { get; set; }

    /// <summary>When the request arrived, on <see cref="Clock"/>.</summary>
    public long StartedMs { get; private set; }

    /// <summary>The same in microseconds.</summary>
    public long StartedUs { get; private set; }

    /// <summary>When the answer must have begun, on <see cref="Clock"/>; waiting for the client's body moves it.</summary>
    public long DeadlineMs { get; internal set; }

    /// <summary>Milliseconds left for the answer to begin; time spent waiting for the client's own body is not counted.</summary>
    public long RemainingMs => DeadlineMs + Body.WaitedMs - Clock.NowMs;

    /// <summary>Milliseconds that the attempt under way may take; a probe of an instance that may still be ill gets less than the rest.</summary>
    public long AttemptLimitMs { get; internal set; }

    /// <summary>Whether the answer of an instance is being relayed: from here on only idleness ends the exchange.</summary>
    public bool Relaying { get; internal set; }

    /// <summary>
    /// Whether something stands ready for the case that the service fails: an answer that counts as a failure is then not relayed but
    /// thrown away and reported as <see cref="Answers.Problems.ServiceFailed"/>. Default: false.
    /// </summary>
    public bool HoldsFailures { get; internal set; }

    /// <summary>
    /// The same for answers 502, 503 and 504 only, when the request can be accepted to be sent later. Default: false.
    /// </summary>
    internal bool HoldsUnavailable { get; set; }

    /// <summary>
    /// What the answer is when it is not the service's own, as <c>Proxy-Status</c> and <c>Cache-Status</c> say it: <c>stale</c> or
    /// <c>fallback</c>; null for all others.
    /// </summary>
    public string? Degraded { get; internal set; }

    /// <summary>Whether something of the request was sent to an instance, of whatever service: from then on it may take effect.</summary>
    internal bool Sent { get; set; }

    /// <summary>
    /// Which execution of a request with a kept key this is, as a hash; null: of none. Accepting it to be sent later is then found again by whoever repeats it.
    /// </summary>
    internal byte[]? Execution { get; set; }

    /// <summary>Whether the answer is one of an instance, rather than one that the gateway made or kept.</summary>
    internal bool IsOfInstance { get; set; }

    /// <summary>Where attempts of this exchange may become two; made when it is first needed.</summary>
    internal HedgeRace? Race { get; set; }

    /// <summary>Whether the answer must say that this connection will close (the node is going away). Never with HTTP/2.</summary>
    public bool Closing { get; internal set; }

    internal void Begin(IFeatureCollection features)
    {
        Features = features;
        Request = features.Get<IHttpRequestFeature>()!;
        Response = features.Get<IHttpResponseFeature>()!;
        ResponseBody = features.Get<IHttpResponseBodyFeature>()!;
        Lifetime = features.Get<IHttpRequestLifetimeFeature>()!;
        StartedUs = Clock.NowUs;
        StartedMs = StartedUs / 1000;
        DeadlineMs = long.MaxValue / 2;
        Relaying = false;
        HoldsFailures = false;
        HoldsUnavailable = false;
        Degraded = null;
        Sent = false;
        Execution = null;
        IsOfInstance = false;
        Traits = RequestTraits.None;
        // What is refused early has none of its own, and must not be told of with those of the request before it.
        Target = "/";
        Forwarded = ForwardedValues.None;
        RequestId = "";
        Client = IPAddress.None;
        Tier = Tier.Standard;
        SaidTier = null;
        _priority = -1;
        Notes.Begin();
        Trace = null;
        Attempt = null;
        Timer.Begin(Lifetime.RequestAborted);
    }

    /// <summary>
    /// Begins a second copy of another exchange's request, with a timer of its own. It reads the same head and the same body, which must be whole, and
    /// answers nobody: whichever copy wins, the other exchange relays its answer.
    /// </summary>
    internal void BeginTwin(Exchange of)
    {
        Features = of.Features;
        Request = of.Request;
        Response = of.Response;
        ResponseBody = of.ResponseBody;
        Lifetime = of.Lifetime;
        Body = of.Body;
        Traits = of.Traits;
        Target = of.Target;
        Client = of.Client;
        RequestId = of.RequestId;
        Forwarded = of.Forwarded;
        Route = of.Route;
        Service = of.Service;
        Tier = of.Tier;
        SaidTier = of.SaidTier;
        Users = of.Users;
        StartedUs = of.StartedUs;
        StartedMs = of.StartedMs;
        DeadlineMs = of.DeadlineMs;
        Trace = of.Trace;
        Closing = of.Closing;
        Relaying = false;
        Timer.Begin(of.Lifetime.RequestAborted);
    }

    /// <summary>Ends a second copy; nothing of the request is held any more.</summary>
    internal void EndTwin()
    {
        Timer.End();
        Features = null!;
        Request = null!;
        Response = null!;
        ResponseBody = null!;
        Lifetime = null!;
        Body = null!;
        Route = null;
        Users = null;
        Service = null!;
        Trace = null;
        Attempt = null;
    }

    internal void End()
    {
        LeavePlaces();
        Timer.End();
        Body.End();
        Notes.End();
        Trace?.End();
        Trace = null;
        Attempt = null;
        Route = null;
        LimitPolicy = null;
        Users = null;
        Service = null!;
        Features = null!;
    }

    /// <summary>From here on things are noted for a trace, which the caller begins.</summary>
    internal RequestTrace NewTrace() => Trace = _trace ??= new RequestTrace();

    /// <summary>Keeps an answer back; made when a stage first needs it.</summary>
    internal ResponseCapture Capture => _capture ??= new ResponseCapture();

    /// <summary>From here on the answer goes there instead of to the client, or to the client again.</summary>
    internal void AnswerTo(IHttpResponseFeature response, IHttpResponseBodyFeature body)
    {
        Response = response;
        ResponseBody = body;
    }

    /// <summary>Tells the client what is left of the route's rate limit, if it has one.</summary>
    internal void WriteLimit()
    {
        if (LimitPolicy is null)
            return;
        var headers = Response.Headers;
        headers["RateLimit-Policy"] = LimitPolicy;
        headers["RateLimit"] = LimitValue;
    }

    /// <summary>The head of a good answer has come: limits and deadlines learn from it, and an upgraded connection holds no place.</summary>
    internal void OnAnswer(ServiceRuntime service, int status, long tookUs)
    {
        service.RecentMedian.Record(tookUs);
        if (Places.IsEmpty)
            return;
        var nowUs = Clock.NowUs;
        Places.Record(tookUs, true, nowUs);
        // What follows may last for hours and is no work of the service any more.
        if (status == 101)
            Places.LeaveAll(nowUs);
    }

    /// <summary>No instance works for this request any more: the places that it held in bulkheads are others' now.</summary>
    internal void LeavePlaces()
    {
        if (!Places.IsEmpty)
            Places.LeaveAll(Clock.NowUs);
    }

    /// <summary>An attempt was given up for want of an answer.</summary>
    internal void OnTimedOut(long tookUs)
    {
        if (!Places.IsEmpty)
            Places.Record(tookUs, false, Clock.NowUs);
    }

    /// <summary>Arms the timer for waiting on the client's body.</summary>
    internal void ArmForClient() =>
        Timer.Arm(Relaying ? CancelCause.Idle : CancelCause.ClientSlow, Service.IdleMs);

    /// <summary>Arms the timer for a client that does not take what is there for it.</summary>
    internal void ArmForReader() => Timer.Arm(CancelCause.ClientSlow, Service.IdleMs);

    /// <summary>Arms the timer for waiting on the instance: the attempt's time-out or what is left of the request's.</summary>
    internal void ArmForInstance()
    {
        if (Relaying)
        {
            Timer.Arm(CancelCause.Idle, Service.IdleMs);
            return;
        }

        var remainingMs = RemainingMs;
        if (remainingMs < AttemptLimitMs)
            Timer.Arm(CancelCause.RequestTimedOut, remainingMs);
        else
            Timer.Arm(CancelCause.AttemptTimedOut, AttemptLimitMs);
    }

    /// <summary>Long-lived two-way streams are idle at times; the minimum body rate is not for them.</summary>
    internal void AllowIdleBody()
    {
        if (Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    /// <summary>Cuts the client off: an answer that cannot be completed must not look complete.</summary>
    internal void CutOff()
    {
        if (Response is ResponseCapture capture && capture.TryBreak())
            return;
        if (Features.Get<IHttpResetFeature>() is { } stream)
            stream.Reset(2); // INTERNAL_ERROR, RFC 9113 section 7
        else
            Lifetime.Abort();
    }
}
