using Perdure.Coordination.Shared;
using Perdure.Gateway.Planning;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Pools;

namespace Perdure.Nodes.Coordination;

/// <summary>
/// Keeps every instance of this node as the shared overrides say: after each change of them, and after each reload, which may have brought
/// new instances. Works by state, not by change, so nothing is lost by being told late or twice. Thread-safe.
/// </summary>
/// <param name="services">The services in force.</param>
/// <param name="find">What was said of an instance, by service and id.</param>
/// <param name="nowMs">Now, on the clock of the pools.</param>
internal sealed class OverrideFollower(
    Func<IEnumerable<ServiceRuntime>> services, Func<string, string, InstanceOverride?> find, Func<long> nowMs)
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Service, string Instance)> _ejected = [];
    private readonly Dictionary<(string Service, string Instance), int> _held = [];

    /// <summary>Brings every instance to what is said of it.</summary>
    public void Follow()
    {
        lock (_gate)
        {
            foreach (var service in services())
            {
                foreach (var instance in service.Pool.Instances)
                {
                    if (!_held.ContainsKey((service.Name, instance.Id)))
                        Bring(service, instance, find(service.Name, instance.Id));
                }
            }
        }
    }

    /// <summary>
    /// Brings one instance to what will be said of it, ahead of the store, and leaves it so until the result is disposed of; then what is
    /// said counts again.
    /// </summary>
    public IDisposable Ahead(ServiceRuntime service, Instance instance, InstanceOverride soon)
    {
        var key = (service.Name, instance.Id);
        lock (_gate)
        {
            _held[key] = _held.GetValueOrDefault(key) + 1;
            Bring(service, instance, soon);
        }

        return new Hold(this, key);
    }

    private void Bring(ServiceRuntime service, Instance instance, InstanceOverride? said)
    {
        var (pool, now, key) = (service.Pool, nowMs(), (service.Name, instance.Id));
        if (said?.Drained == true)
            pool.Drain(instance, now);
        else
            pool.Undrain(instance, now);

        // Only an ejection that was made here by this rule is taken back: one by outlier detection is the pool's own business.
        if (said?.Ejected == true)
        {
            pool.Eject(instance, now);
            _ejected.Add(key);
        }
        else if (_ejected.Remove(key))
        {
            pool.Restore(instance, now);
        }

        if (service.Model.CircuitBreaker.Enabled)
            pool.ForceBreaker(instance, ModeOf(said?.Breaker ?? BreakerHold.None), now);
    }

    private static BreakerMode ModeOf(BreakerHold hold) => hold switch
    {
        BreakerHold.Open => BreakerMode.Open,
        BreakerHold.Closed => BreakerMode.Closed,
        _ => BreakerMode.Automatic,
    };

    private sealed class Hold(OverrideFollower follower, (string Service, string Instance) key) : IDisposable
    {
        public void Dispose()
        {
            lock (follower._gate)
            {
                if (--follower._held[key] == 0)
                    follower._held.Remove(key);
            }

            follower.Follow();
        }
    }
}
