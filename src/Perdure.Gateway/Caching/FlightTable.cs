using System.Collections.Concurrent;

namespace Perdure.Gateway.Caching;

/// <summary>The fetches under way, one at most for each key. Bounded by the requests and refreshes in flight. Thread-safe.</summary>
internal sealed class FlightTable
{
    private readonly ConcurrentDictionary<FlightKey, Flight> _flights = new();

    /// <summary>Fetches under way.</summary>
    public int Count => _flights.Count;

    /// <summary>The fetch for a key; <paramref name="leads"/> when the caller began it and must complete it, whatever happens.</summary>
    public Flight Join(in FlightKey key, CacheStore store, int failures, out bool leads)
    {
        while (true)
        {
            if (_flights.TryGetValue(key, out var known))
            {
                leads = false;
                return known;
            }

            var own = new Flight(this, key, store.ChangesOf(key.Key), failures);
            if (!_flights.TryAdd(key, own))
                continue;
            leads = true;
            return own;
        }
    }

    /// <summary>Removes a fetch that has ended.</summary>
    public void Remove(Flight flight) => _flights.TryRemove(new KeyValuePair<FlightKey, Flight>(flight.Key, flight));
}
