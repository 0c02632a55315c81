using Microsoft.Extensions.Logging;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Hosting;

/// <summary>Writes what happens to instances into the log.</summary>
internal sealed class PoolEventLog(ILogger log)
{
    public void Write(PoolEvent happened)
    {
        var kind = happened.Kind.ToString();
        if (happened.Kind is PoolEventKind.Ejected or PoolEventKind.BreakerOpened or PoolEventKind.Unhealthy or PoolEventKind.PanicEntered)
            GatewayLog.InstanceTrouble(log, happened.Service, happened.Instance, kind, happened.Why);
        else
            GatewayLog.InstanceRecovery(log, happened.Service, happened.Instance, kind, happened.Why);
    }
}
