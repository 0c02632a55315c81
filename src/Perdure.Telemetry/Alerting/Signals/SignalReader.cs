using Perdure.Gateway.Metering;
using Perdure.Model;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Measuring;
using Perdure.Resilience.Pools;
using Perdure.Telemetry.Nodes;
using Perdure.Telemetry.Objectives;

namespace Perdure.Telemetry.Alerting.Signals;

/// <summary>Reads signals from pictures of the node, and keeps what it needs of earlier ones. For one caller at a time.</summary>
internal sealed class SignalReader
{
    private const int Answered = 0;
    private const int Failed = 1;
    private const int Shed = 2;

    private static readonly RequestResult[] s_results = Enum.GetValues<RequestResult>();
    private static readonly Tier[] s_tiers = Enum.GetValues<Tier>();

    private readonly Dictionary<(bool Durations, AlertTarget Of, long OverMs), CounterWindow> _windows = [];
    private readonly long[] _counts = new long[DurationHistogram.Buckets];
    private readonly long[] _more = new long[DurationHistogram.Buckets];
    private Dictionary<string, ServicePicture> _services = [];
    private Dictionary<string, RoutePicture> _routes = [];
    private NodePicture? _indexed;

    /// <summary>
    /// Everything in a picture that a rule can be about, whether its value can be read just now or not. What is not there any more, as a bulkhead that a reload
    /// took away, is not: its alerts are over.
    /// </summary>
    public static IEnumerable<AlertTarget> TargetsOf(AlertExpression expression, NodePicture picture)
    {
        var saturation = expression.Signal == AlertSignal.Saturation;
        var names = expression.Scope switch
        {
            AlertScope.Service => picture.Services.Where(service => !saturation || service.Service.Bulkhead is not null).Select(service => service.Service.Name),
            AlertScope.Route when expression.Signal == AlertSignal.BudgetBurn => picture.Objectives.Select(route => route.Route),
            AlertScope.Route => picture.Routes.Where(route => !saturation || route.Route.Bulkhead is not null).Select(route => route.Route.Name),
            // A store that is lost tells of none; those of the plan are there nevertheless.
            AlertScope.Queue => picture.Gateway.Model.Queues.Select(queue => queue.Name).Union(QueuesOf(picture).Select(queue => queue.Name)),
            AlertScope.Listener => picture.Gateway.Listeners.Where(listener => listener.CertificateEnds is not null).Select(listener => listener.Name),
            _ => [""],
        };
        return names.Where(each => expression.Name is null || each == expression.Name).Select(each => new AlertTarget(expression.Scope, each));
    }

    /// <summary>The value of a signal; null when nothing says what it is.</summary>
    public double? Read(AlertExpression expression, AlertTarget of, NodePicture picture, DateTimeOffset now) => expression.Signal switch
    {
        AlertSignal.ErrorRatio => Ratio(expression, of, picture, Failed),
        AlertSignal.ShedRatio => Ratio(expression, of, picture, Shed),
        AlertSignal.LatencyP50 => Latency(expression, of, picture, 0.5),
        AlertSignal.LatencyP90 => Latency(expression, of, picture, 0.9),
        AlertSignal.LatencyP99 => Latency(expression, of, picture, 0.99),
        AlertSignal.Availability => ServiceOf(of, picture) is { } service ? Availability(service) : null,
        AlertSignal.InstancesAvailable => ServiceOf(of, picture)?.Instances.Count(Serves),
        AlertSignal.BreakersOpen => ServiceOf(of, picture)?.Instances.Count(instance => instance.Glance.Breaker is not (BreakerState.Closed or BreakerState.ForcedClosed)),
        AlertSignal.Saturation => Saturation(of, picture),
        AlertSignal.QueueDepth => QueueOf(of, picture) is { } queue ? Jobs(queue, "pending") + Jobs(queue, "claimed") : null,
        AlertSignal.QueueAge => QueueOf(of, picture)?.OldestAgeSeconds,
        AlertSignal.DeadJobs => QueueOf(of, picture) is { } queue ? Jobs(queue, "dead") : null,
        AlertSignal.BudgetBurn => picture.Objectives.FirstOrDefault(route => route.Route == of.Name) is { } figures
            ? BurnSignal.Of(figures, expression.Over, expression.MinimumRequests)
            : null,
        _ => OfNode(expression.Signal, of, picture, now),
    };

    /// <summary>Forgets what was not asked for at the last look.</summary>
    public void Sweep(long nowMs)
    {
        foreach (var (key, _) in _windows.Where(window => window.Value.SeenMs != nowMs).ToList())
            _windows.Remove(key);
    }

    private static double? OfNode(AlertSignal signal, AlertTarget of, NodePicture picture, DateTimeOffset now) => signal switch
    {
        AlertSignal.StoreLost => Truth(picture.Store is { State: Coordination.Storage.StoreState.Lost or Coordination.Storage.StoreState.Refused }),
        AlertSignal.DurabilityLost => Truth(picture.Node.Durable is { Open: false }),
        AlertSignal.DiskUsed => picture.Host.Disk is { Total: > 0 } disk ? 1 - ((double)disk.Free / disk.Total) : null,
        AlertSignal.NodeOverloaded => Truth(picture.Guard is { Shedding: true }),
        AlertSignal.ReloadRefused => Truth(picture.Node.ReloadSucceeded == false),
        AlertSignal.CertificateExpiry => picture.Gateway.Listeners.FirstOrDefault(listener => listener.Name == of.Name)?.CertificateEnds is { } ends
            ? Math.Max(0, (ends - now).TotalSeconds)
            : null,
        _ => null,
    };

    private double? Ratio(AlertExpression expression, AlertTarget of, NodePicture picture, int column)
    {
        if (!Outcomes(of, picture))
            return null;
        var window = WindowOf(false, 3, expression, of, picture);
        var answered = window.Delta(Answered);
        return answered < expression.MinimumRequests ? 0 : (double)window.Delta(column) / answered;
    }

    private double? Latency(AlertExpression expression, AlertTarget of, NodePicture picture, double q)
    {
        if (!Durations(of, picture))
            return null;
        var window = WindowOf(true, DurationHistogram.Buckets, expression, of, picture);
        return window.Sum() < expression.MinimumRequests ? 0 : BucketPercentile.Of(window, q);
    }

    // Two rules over the same share it.
    private CounterWindow WindowOf(bool durations, int columns, AlertExpression expression, AlertTarget of, NodePicture picture)
    {
        var overMs = (long)expression.Over.TotalMilliseconds;
        if (!_windows.TryGetValue((durations, of, overMs), out var window))
            _windows[(durations, of, overMs)] = window = new CounterWindow(columns, overMs);
        if (window.SeenMs != picture.NowMs)
            window.Add(picture.NowMs, _counts);
        return window;
    }

    // Clients that went and what a rate limit or a flag held back say nothing about how well a service is.
    private bool Outcomes(AlertTarget of, NodePicture picture)
    {
        if (of.Scope == AlertScope.Service && ServiceOf(of, picture) is { } service)
        {
            var counters = service.Service.Counters;
            (_counts[Failed], _counts[Shed]) = (counters.Failed, counters.Shed);
            _counts[Answered] = counters.Good + counters.Degraded + _counts[Failed] + _counts[Shed];
            return true;
        }

        if (of.Scope != AlertScope.Route || RouteOf(of, picture)?.Route.Meter is not { } meter)
            return false;
        (_counts[Failed], _counts[Shed]) = (Ended(meter, RequestResult.Failed), Ended(meter, RequestResult.Shed));
        _counts[Answered] = Ended(meter, RequestResult.Good) + Ended(meter, RequestResult.Degraded) + _counts[Failed] + _counts[Shed];
        return true;
    }

    private bool Durations(AlertTarget of, NodePicture picture)
    {
        Array.Clear(_counts);
        if (of.Scope == AlertScope.Service && ServiceOf(of, picture)?.Service.Meter is { } service)
        {
            AddDurations(service.Attempts(AttemptResult.Success));
            AddDurations(service.Attempts(AttemptResult.Failure));
            AddDurations(service.Attempts(AttemptResult.TimedOut));
            return true;
        }

        if (of.Scope != AlertScope.Route || RouteOf(of, picture)?.Route.Meter is not { } route)
            return false;
        foreach (var result in s_results.Where(result => result is RequestResult.Good or RequestResult.Degraded or RequestResult.Failed))
            AddDurations(route.Durations(result));
        return true;
    }

    private void AddDurations(DurationHistogram? durations)
    {
        if (durations is null)
            return;
        durations.Read(_more);
        for (var at = 0; at < _counts.Length; at++)
            _counts[at] += _more[at];
    }

    private static long Ended(RouteMeter meter, RequestResult result) => s_tiers.Sum(tier => meter.Ended(tier, result));

    private static double Availability(ServicePicture service)
    {
        var wanted = service.Instances.Count(instance => instance.Glance.State != InstanceState.Drained);
        return wanted == 0 ? 0 : (double)service.Instances.Count(Serves) / wanted;
    }

    private static bool Serves(InstancePicture instance) => instance.Glance.State is InstanceState.Available or InstanceState.Warming;

    private double? Saturation(AlertTarget of, NodePicture picture)
    {
        var own = of.Scope == AlertScope.Service ? ServiceOf(of, picture)?.Service.Bulkhead : RouteOf(of, picture)?.Route.Bulkhead;
        return picture.Bulkheads.FirstOrDefault(bulkhead => ReferenceEquals(bulkhead.Bulkhead, own)) is { Snapshot: { Limit: > 0 } places }
            ? (double)places.InFlight / places.Limit
            : null;
    }

    private ServicePicture? ServiceOf(AlertTarget of, NodePicture picture)
    {
        Index(picture);
        return _services.GetValueOrDefault(of.Name);
    }

    private RoutePicture? RouteOf(AlertTarget of, NodePicture picture)
    {
        Index(picture);
        return _routes.GetValueOrDefault(of.Name);
    }

    // Once for each picture: there may be a thousand of them, for every rule.
    private void Index(NodePicture picture)
    {
        if (ReferenceEquals(_indexed, picture))
            return;
        _indexed = picture;
        _services = picture.Services.ToDictionary(service => service.Service.Name);
        _routes = picture.Routes.ToDictionary(route => route.Route.Name);
    }

    private static QueueSample? QueueOf(AlertTarget of, NodePicture picture) => QueuesOf(picture).FirstOrDefault(queue => queue.Name == of.Name);

    private static IReadOnlyList<QueueSample> QueuesOf(NodePicture picture) => picture.Node.Durable?.Queues ?? [];

    private static double Jobs(QueueSample queue, string state) => queue.Jobs.Where(jobs => jobs.State == state).Sum(jobs => jobs.Jobs);

    private static double Truth(bool truth) => truth ? 1 : 0;
}
