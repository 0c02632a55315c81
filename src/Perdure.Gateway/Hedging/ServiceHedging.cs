using Microsoft.Extensions.Logging;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;
using Perdure.Model;
using Perdure.Resilience.Hedging;

namespace Perdure.Gateway.Hedging;

/// <summary>The second copies of one service: which requests may have one. Survives reloads that leave <c>hedge</c> as it is. Thread-safe.</summary>
internal sealed class ServiceHedging
{
    private readonly TimeProvider _time;

    private ServiceHedging(HedgeModel model, TimeProvider time, ILogger log)
    {
        Model = model;
        _time = time;
        Log = log;
        Policy = new HedgePolicy(new HedgeOptions
        {
            Percentile = model.Percentile,
            AfterUs = model.After is { } after ? Math.Max(1, (long)after.TotalMicroseconds) : null,
            Budget = model.Budget,
        });
    }

    public HedgeModel Model { get; }

    public HedgePolicy Policy { get; }

    public ILogger Log { get; }

    /// <summary>What the service had before, if nothing has changed; null when it has no second copies.</summary>
    public static ServiceHedging? Of(HedgeModel? model, ServiceHedging? before, TimeProvider time, ILogger log) =>
        model is null ? null : before is not null && before.Model == model ? before : new ServiceHedging(model, time, log);

    /// <summary>The race in which the request's attempts are run, or null when there can't be a second copy of it.</summary>
    public HedgeRace? RaceFor(Exchange exchange, ServiceRuntime service)
    {
        Policy.OnRequest(exchange.Clock.NowMs);
        return service.Pool.Instances.Length > 1 && MayBeDoubled(exchange) ? (exchange.Race ??= new HedgeRace(exchange, _time)).For(this) : null;
    }

    /// <summary>Whether requests wait for a place at the service: a second copy would only make others wait.</summary>
    public static bool IsSaturated(ServiceRuntime service) => service.Bulkhead is { Bulkhead.IsSaturated: true };

    /// <summary>
    /// Whether two instances may work on the request at the same time. Safe methods (RFC 9110, section 9.2.1), and what carries an
    /// <c>Idempotency-Key</c>. Not PUT and DELETE as such: the slow copy may be executed after a newer one of the same client, and undo it.
    /// </summary>
    private static bool MayBeDoubled(Exchange exchange)
    {
        if ((exchange.Traits & RequestTraits.Idempotent) == 0 || (exchange.Traits & (RequestTraits.Grpc | RequestTraits.ExpectContinue)) != 0)
            return false;
        if (exchange.IsUpgrade || !exchange.Body.TryGetWhole(out _))
            return false;
        var request = exchange.Request;
        return request.Method is "GET" or "HEAD" or "OPTIONS" or "TRACE" || request.Headers.ContainsKey("Idempotency-Key");
    }
}
