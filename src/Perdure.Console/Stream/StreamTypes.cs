using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Perdure.Console.Json;
using Perdure.Console.Nodes;

namespace Perdure.Console.Stream;

/// <summary>The JSON of the stream: that of the API, without what has a key of its own.</summary>
internal static class StreamTypes
{
    private static readonly Dictionary<Type, string[]> s_leftOut = new()
    {
        [typeof(NodeStatus)] =
        [
            nameof(NodeStatus.LastReload), nameof(NodeStatus.Listeners), nameof(NodeStatus.Coordination), nameof(NodeStatus.Durability), nameof(NodeStatus.Totals),
            nameof(NodeStatus.Tiers), nameof(NodeStatus.Guard), nameof(NodeStatus.Cache), nameof(NodeStatus.Routes),
        ],
        [typeof(DurabilityStatus)] = [nameof(DurabilityStatus.Queues)],
        [typeof(ServiceStatus)] = [nameof(ServiceStatus.Instances)],
        [typeof(InstanceStatus)] =
        [
            nameof(InstanceStatus.InFlight), nameof(InstanceStatus.RequestsPerSecond), nameof(InstanceStatus.ErrorRatio), nameof(InstanceStatus.P50Ms),
            nameof(InstanceStatus.P99Ms), nameof(InstanceStatus.EffectiveWeight),
        ],
    };

    private static readonly JsonSerializerOptions s_options = new(ConsoleJson.Default.Options) { TypeInfoResolver = ConsoleJson.Default.WithAddedModifier(LeaveOut) };

    public static JsonTypeInfo<NodeStatus> Node { get; } = Of<NodeStatus>();

    public static JsonTypeInfo<RequestTotals> Totals { get; } = Of<RequestTotals>();

    public static JsonTypeInfo<IReadOnlyList<TierStatus>> Tiers { get; } = Of<IReadOnlyList<TierStatus>>();

    public static JsonTypeInfo<GuardStatus> Guard { get; } = Of<GuardStatus>();

    public static JsonTypeInfo<CoordinationStatus> Coordination { get; } = Of<CoordinationStatus>();

    public static JsonTypeInfo<DurabilityStatus> Durability { get; } = Of<DurabilityStatus>();

    public static JsonTypeInfo<CacheStoreStatus> Cache { get; } = Of<CacheStoreStatus>();

    public static JsonTypeInfo<ReloadStatus> Reload { get; } = Of<ReloadStatus>();

    public static JsonTypeInfo<RouteStatus> Route { get; } = Of<RouteStatus>();

    public static JsonTypeInfo<ServiceStatus> Service { get; } = Of<ServiceStatus>();

    public static JsonTypeInfo<InstanceStatus> Instance { get; } = Of<InstanceStatus>();

    private static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)s_options.GetTypeInfo(typeof(T));

    private static void LeaveOut(JsonTypeInfo type)
    {
        if (!s_leftOut.TryGetValue(type.Type, out var names))
            return;
        var left = names.Select(JsonNamingPolicy.CamelCase.ConvertName).ToHashSet();
        foreach (var property in type.Properties.Where(property => left.Contains(property.Name)).ToList())
            type.Properties.Remove(property);
    }
}
