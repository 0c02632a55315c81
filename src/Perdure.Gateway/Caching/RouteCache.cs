using Perdure.Gateway.Exchanges;
using Perdure.Model;

namespace Perdure.Gateway.Caching;

/// <summary>A route's part of the store, and the fetches under way for it. Thread-safe.</summary>
internal sealed class RouteCache
{
    /// <summary>Prepares it; <paramref name="previous"/> is the same route's before a reload, whose answers it keeps, or null.</summary>
    /// <param name="id">A number that no other has; unused when there is one before.</param>
    /// <param name="service">The service whose answers it keeps.</param>
    /// <param name="policy">What the file says.</param>
    /// <param name="store">The memory.</param>
    /// <param name="node">The node's id, which goes out in <c>Cache-Status</c>.</param>
    /// <param name="previous">The one before.</param>
    public RouteCache(int id, string service, CacheModel policy, CacheStore store, string node, RouteCache? previous)
    {
        Id = previous?.Id ?? id;
        Service = service;
        Policy = policy;
        Store = store;
        Node = node;
        Flights = previous?.Flights ?? new FlightTable();
        Marks = previous?.Marks ?? new PassMarks();
    }

    public int Id { get; }

    public string Service { get; }

    public CacheModel Policy { get; }

    public CacheStore Store { get; }

    public string Node { get; }

    public FlightTable Flights { get; }

    public PassMarks Marks { get; }

    /// <summary>The key of a request's target.</summary>
    public CacheKey KeyOf(Exchange exchange) => KeyOf(exchange, exchange.Target);

    /// <summary>The key of another target of the same origin.</summary>
    public CacheKey KeyOf(Exchange exchange, string target) =>
        new(Id, exchange.Forwarded.Proto, exchange.Request.Headers.Host.ToString(), exchange.Forwarded.Host, target);

    /// <summary>What the fetch for a request is shared by: requests that would get the same answer, as far as is known.</summary>
    public static FlightKey FlightOf(Exchange exchange, in CacheKey key, in CacheRequest request, CacheEntry? entry)
    {
        var names = entry?.Answers is [var newest, ..] ? newest.VaryNames : [];
        var variant = names.Length == 0 && request.Telling is null
            ? 0
            : HashCode.Combine(VaryRules.HashOf(exchange.Request.Headers, names), request.Telling);
        return new FlightKey(key, variant, request.Authorized || request.HasCookies);
    }
}
