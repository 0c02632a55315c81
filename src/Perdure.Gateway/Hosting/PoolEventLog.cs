using Microsoft.Extensions.Logging;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Hosting;

/// <summary>Writes what happens to instances into the log.</summary>
internal sealed class PoolEventLog(ILogger log)
{
    public void Write(PoolEvent happened)
    {
        var (service, what, why) = (happened.Service, TextOf(happened.Kind), happened.Why);
        var instance = happened.Instance.Length > 0 ? "/" + happened.Instance : "";
        switch (happened.Kind)
        {
            case PoolEventKind.Ejected or PoolEventKind.BreakerOpened or PoolEventKind.Unhealthy or PoolEventKind.PanicEntered:
                GatewayLog.InstanceTrouble(log, service, instance, what, why);
                break;
            case PoolEventKind.BreakerClosed or PoolEventKind.Healthy or PoolEventKind.PanicLeft:
                GatewayLog.InstanceRecovery(log, service, instance, what, why);
                break;
            default:
                GatewayLog.InstanceChange(log, service, instance, what, why);
                break;
        }
    }

    private static string TextOf(PoolEventKind kind) => kind switch
    {
        PoolEventKind.Ejected => "ejected",
        PoolEventKind.Readmitted => "no longer ejected",
        PoolEventKind.BreakerOpened => "breaker open",
        PoolEventKind.BreakerHalfOpen => "breaker half-open",
        PoolEventKind.BreakerClosed => "breaker closed",
        PoolEventKind.Unhealthy => "check failing",
        PoolEventKind.Healthy => "check passing",
        PoolEventKind.Drained => "drained",
        PoolEventKind.Undrained => "no longer drained",
        PoolEventKind.PanicEntered => "panic",
        PoolEventKind.PanicLeft => "panic over",
        _ => kind.ToString(),
    };
}
