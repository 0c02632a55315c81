using Microsoft.Extensions.Logging;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;
using Perdure.Gateway.Upstreams;
using Perdure.Resilience.Poison;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Poison;

/// <summary>Which requests break the instances of one service. Survives reloads. Thread-safe.</summary>
internal sealed class ServicePoison(string service, ILogger log)
{
    private readonly PoisonTable _table = new(new PoisonOptions());

    /// <summary>Whether nothing is suspected: the usual case, in which a request costs nothing here.</summary>
    public bool IsEmpty => _table.IsEmpty;

    /// <summary>What may be done with the request; see <see cref="PoisonTable.Ask"/>.</summary>
    public PoisonVerdict Ask(Exchange exchange, out long retryAfterMs)
    {
        retryAfterMs = 0;
        return RequestFingerprint.Of(exchange) is { } fingerprint ? _table.Ask(fingerprint, exchange.Clock.NowMs, out retryAfterMs) : PoisonVerdict.Clean;
    }

    /// <summary>An instance has answered the request.</summary>
    public void OnAnswer(Exchange exchange)
    {
        if (RequestFingerprint.Of(exchange) is { } fingerprint)
            _table.OnAnswer(fingerprint);
    }

    /// <summary>
    /// An instance broke the connection instead of answering. Whether it has crashed is told by a new connection: one whose process is gone refuses it at once.
    /// </summary>
    public async ValueTask OnBrokenAsync(Exchange exchange, ServiceCounters counters, Instance instance, long sentMs)
    {
        if (RequestFingerprint.Of(exchange) is not { } fingerprint || !await ((Upstream)instance.Endpoint!).IsRefusingAsync(exchange.Timer.Token))
            return;
        var refusedMs = _table.OnCrash(fingerprint, instance.Id, sentMs, exchange.Clock.NowMs);
        if (refusedMs == 0)
            return;
        counters.OnPoison();
        // Without the query, which may hold what a log must not.
        var path = exchange.Target.AsSpan();
        var query = path.IndexOf('?');
        GatewayLog.PoisonRequest(log, service, exchange.Request.Method, (query < 0 ? path : path[..query]).ToString(), instance.Id, refusedMs);
    }
}
