using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Gateway.Planning;
using Perdure.Model;
using Perdure.Resilience.Pools;

namespace Perdure.Nodes;

/// <summary>A service of the gateway as the admin API shows it.</summary>
internal static class ServiceView
{
    /// <summary>The picture of one service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="processes">The processes of this node by service and instance.</param>
    /// <param name="origin">The wall-clock time of the pools' zero.</param>
    /// <param name="nowMs">Now, on the clock of the pools.</param>
    public static ServiceStatus Of(
        ServiceRuntime service,
        IReadOnlyDictionary<(string Service, string Instance), InstanceProcess> processes,
        DateTimeOffset origin,
        long nowMs)
    {
        var declared = service.Model.Instances.ToDictionary(instance => instance.Id);
        return new ServiceStatus
        {
            Name = service.Name,
            Protocol = KebabCase.Of(service.Model.Protocol),
            Balancing = KebabCase.Of(service.Model.Balancing.Policy),
            Panic = service.Pool.Panic,
            Requests = service.Counters.Requests,
            Good = service.Counters.Good,
            Failed = service.Counters.Failed,
            Degraded = service.Counters.Degraded,
            HeldBack = service.Counters.HeldBack,
            Retries = service.Counters.Retries + service.Counters.ConnectRetries,
            RetryBudgetLeft = service.RetryBudget.Left(nowMs),
            Bulkhead = OverloadView.Bulkhead(service.Bulkhead?.Snapshot()),
            Shed = service.Counters.Shed,
            TooLate = service.Counters.TooLate,
            Poison = service.Counters.Poison,
            PoisonRefused = service.Counters.PoisonRefusals,
            Hedges = service.Counters.Hedges,
            HedgesWon = service.Counters.HedgesWon,
            Instances =
            [
                .. from instance in service.Pool.Instances
                   let model = declared.GetValueOrDefault(instance.Id)
                   where model is not null
                   select InstanceOf(instance.Snapshot(nowMs), model, processes.GetValueOrDefault((service.Name, instance.Id)), origin),
            ],
        };
    }

    private static InstanceStatus InstanceOf(
        InstanceSnapshot snapshot, InstanceModel model, InstanceProcess? process, DateTimeOffset origin) => new()
    {
        Id = snapshot.Id,
        Zone = snapshot.Zone,
        Url = model.Url.GetLeftPart(UriPartial.Authority),
        State = KebabCase.Of(snapshot.State),
        Since = origin.AddMilliseconds(snapshot.SinceMs),
        Why = snapshot.Why,
        Standby = snapshot.Standby,
        Weight = snapshot.Weight,
        EffectiveWeight = snapshot.EffectiveWeight,
        Breaker = new BreakerStatus(
            KebabCase.Of(snapshot.Breaker), KebabCase.Of(snapshot.BreakerMode), origin.AddMilliseconds(snapshot.BreakerSinceMs)),
        InFlight = snapshot.InFlight,
        RequestsPerSecond = snapshot.RequestsPerSecond,
        ErrorRatio = snapshot.ErrorRatio,
        P50Ms = snapshot.P50Ms,
        P99Ms = snapshot.P99Ms,
        Ejections = snapshot.Ejections,
        CheckPassing = snapshot.CheckPassing,
        Process = process,
    };
}
