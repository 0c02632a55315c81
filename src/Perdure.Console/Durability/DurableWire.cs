using System.Text.Json.Serialization;

namespace Perdure.Console.Durability;

/// <summary>How the pages read bodies and answer services: camelCase, nothing by reflection; a body with members that are not known is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EnqueueBody))]
[JsonSerializable(typeof(EnqueuedAnswer))]
[JsonSerializable(typeof(EnqueuedListAnswer))]
[JsonSerializable(typeof(LeaseJobsBody))]
[JsonSerializable(typeof(LeasedListAnswer))]
[JsonSerializable(typeof(ClaimBody))]
[JsonSerializable(typeof(FailedAnswer))]
[JsonSerializable(typeof(RetryBody))]
[JsonSerializable(typeof(PurgeBody))]
[JsonSerializable(typeof(CheckpointAnswer))]
[JsonSerializable(typeof(CheckpointListAnswer))]
internal sealed partial class DurableWire : JsonSerializerContext;
