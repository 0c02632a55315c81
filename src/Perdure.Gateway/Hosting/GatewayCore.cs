using Microsoft.Extensions.Logging;
using Perdure.Durability.Storage;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Caching;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Guarding;
using Perdure.Gateway.Idempotency;
using Perdure.Gateway.Metering;
using Perdure.Gateway.Observing;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Tiers;
using Perdure.Gateway.Tracing;

namespace Perdure.Gateway.Hosting;

/// <summary>What all listeners share: the plan in force, the state of the node, the clock, the random bits. Thread-safe.</summary>
internal sealed class GatewayCore(GatewayOptions options, ILogger log)
{
    private volatile GatewayPlan? _plan;
    private volatile ProblemWriter _problems = new("perdure");
    private int _state;
    private long _inFlight;
    private DetachedWork? _detached;
    private LateAnswers? _lateAnswers;

    public ILogger Log { get; } = log;

    public MonotonicClock Clock { get; } = new(options.Time);

    public RandomBits Random { get; } = new(options.Seed);

    /// <summary>What became of the requests of each tier.</summary>
    public TierCounters Tiers { get; } = new();

    /// <summary>The cells of the metrics; null when they are off.</summary>
    public GatewayMeters? Meters { get; } = options.Metering ? new GatewayMeters() : null;

    /// <summary>Who is told of single requests; null when nobody is.</summary>
    public IRequestObserver? Observer { get; } = options.Requests;

    /// <summary>Ids of traces.</summary>
    public TraceIds TraceIds { get; } = TraceIds.New();

    /// <summary>The hour, by which users take turns in being turned away.</summary>
    public HourSalt Salt { get; } = new(options.Time);

    /// <summary>What the process uses; null when nothing guards it.</summary>
    public IHostUsage? HostUsage { get; } = options.HostUsage;

    /// <summary>The way to the durable store; null when the node has none.</summary>
    public IDurableAccess? Durable { get; } = options.Durable;

    /// <summary>The node's guard.</summary>
    public NodeGuard Guard { get; } = new(log);

    public TimeProvider Time { get; } = options.Time;

    /// <summary>The node's id.</summary>
    public string NodeId => _plan?.Model.Node.Id ?? "perdure";

    public GatewayPlan Plan => _plan!;

    public GatewayPlan? PlanOrNull => _plan;

    public ProblemWriter Problems => _problems;

    /// <summary>What the caches of all routes hold.</summary>
    public CacheStore Cache { get; } = new();

    /// <summary>The requests with a key that are in flight.</summary>
    public KeyedRuns KeyedRuns { get; } = new();

    /// <summary>Their answers that could not be kept yet.</summary>
    public LateAnswers LateAnswers => _lateAnswers ??= new LateAnswers(this, options.Time);

    /// <summary>What is done for no client.</summary>
    public DetachedWork Detached => _detached ??= new DetachedWork(this);

    public GatewayState State
    {
        get => (GatewayState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (int)value);
    }

    /// <summary>Requests being served.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>From here on requests begin with this plan.</summary>
    public void Swap(GatewayPlan plan)
    {
        _problems = new ProblemWriter(plan.Model.Node.Id);
        Guard.Follow(plan.Model.Overload);
        _plan = plan;
    }

    public Exchange NewExchange() => new(Clock, Random, options.Time);

    public void Entered() => Interlocked.Increment(ref _inFlight);

    public void Left() => Interlocked.Decrement(ref _inFlight);
}
