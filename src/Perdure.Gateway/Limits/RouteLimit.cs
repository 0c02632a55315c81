using System.Globalization;
using Perdure.Gateway.Planning;
using Perdure.Model;
using Perdure.Resilience.RateLimiting;

namespace Perdure.Gateway.Limits;

/// <summary>The rate limit of a route: its limiter, and what clients are told about it. Thread-safe.</summary>
internal sealed class RouteLimit
{
    // What is left is told in so many steps at most, so that the texts can be kept and a request needs no new one.
    private const int Steps = 1_024;

    private readonly string?[] _values;
    private readonly int _step;
    private readonly string _route;

    public RouteLimit(string route, RateLimitModel model, ulong seed)
    {
        _route = route;
        Model = model;
        var rule = new LimitRule(model.Requests, (long)model.Per.TotalMilliseconds, model.Burst);
        Limiter = (model.Scope, model.Key.Source) switch
        {
            (RateLimitScope.Cluster, _) => new ClusterLimiter(rule, new ClusterLimiterOptions { IntervalMs = ClusterLimits.IntervalMs }),
            (_, RateLimitKeySource.Route) => new TokenBucket(rule),
            _ => new KeyedLimiter(rule, seed),
        };
        Key = RequestKey.Of(model.Key);
        _step = (model.Burst + Steps - 1) / Steps;
        _values = new string?[(model.Burst / _step) + 1];
        Policy = string.Create(CultureInfo.InvariantCulture, $"\"{route}\";q={model.Requests};w={Math.Ceiling(model.Per.TotalSeconds)}");
        Name = string.Create(
            CultureInfo.InvariantCulture,
            $"{route}|{model.Requests}/{rule.PerMs}/{model.Burst}|{model.Key.Source}:{model.Key.Header?.ToUpperInvariant()}");
    }

    public RateLimitModel Model { get; }

    public RateLimiter Limiter { get; }

    public RequestKey Key { get; }

    /// <summary>The same on every node whose rule is the same.</summary>
    public string Name { get; }

    /// <summary>The field <c>RateLimit-Policy</c> (draft-ietf-httpapi-ratelimit-headers): what is promised.</summary>
    public string Policy { get; }

    /// <summary>The field <c>RateLimit</c>: requests left, and the seconds until all are there again. With bursts over 1,024 rounded down.</summary>
    public string Value(int remaining)
    {
        var at = Math.Clamp(remaining / _step, 0, _values.Length - 1);
        return Volatile.Read(ref _values[at]) ?? Write(at);
    }

    private string Write(int at)
    {
        var remaining = at * _step;
        var rule = Limiter.Rule;
        var fullInSeconds = Math.Ceiling((rule.Burst - remaining) * (double)rule.PerMs / rule.Requests / 1_000);
        var text = string.Create(CultureInfo.InvariantCulture, $"\"{_route}\";r={remaining};t={fullInSeconds}");
        Volatile.Write(ref _values[at], text);
        return text;
    }
}
