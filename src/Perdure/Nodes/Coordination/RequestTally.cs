using Perdure.Coordination.Shared.Rollout;
using Perdure.Gateway.Planning;

namespace Perdure.Nodes.Coordination;

/// <summary>
/// All requests of a node and those that failed, which only grow: services that a reload takes away keep their share. Not thread-safe.
/// </summary>
internal sealed class RequestTally
{
    private readonly Dictionary<string, ErrorCount> _seen = [];
    private ErrorCount _total;

    /// <summary>Takes the counters of the services in force in, and gives the sum so far.</summary>
    public ErrorCount Count(IEnumerable<ServiceRuntime> services) =>
        Count(services.Select(service => (service.Name, new ErrorCount(service.Counters.Requests, service.Counters.Failed))));

    /// <summary>Takes counts by service in, and gives the sum so far.</summary>
    public ErrorCount Count(IEnumerable<(string Service, ErrorCount Count)> services)
    {
        foreach (var (service, count) in services)
        {
            var before = _seen.GetValueOrDefault(service);
            // Fewer than before: the service was away for a while and counts from zero again.
            if (count.Requests < before.Requests || count.Failed < before.Failed)
                before = default;
            _total += new ErrorCount(count.Requests - before.Requests, count.Failed - before.Failed);
            _seen[service] = count;
        }

        return _total;
    }
}
