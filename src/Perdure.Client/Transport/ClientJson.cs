using System.Text.Json.Serialization;
using Perdure.Client.Elections;
using Perdure.Client.Locks;
using Perdure.Client.Members;
using Perdure.Client.Queues;

namespace Perdure.Client.Transport;

/// <summary>What goes over the wire: camelCase, nothing by reflection, absent members left away.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemWire))]
[JsonSerializable(typeof(StandingWire))]
[JsonSerializable(typeof(EnterWire))]
[JsonSerializable(typeof(LeaseWire))]
[JsonSerializable(typeof(JoinWire))]
[JsonSerializable(typeof(JoinedWire))]
[JsonSerializable(typeof(ElectionInfo))]
[JsonSerializable(typeof(LockInfo))]
[JsonSerializable(typeof(MemberDirectory))]
[JsonSerializable(typeof(ListWires.ElectionList))]
[JsonSerializable(typeof(ListWires.LockList))]
[JsonSerializable(typeof(ListWires.MemberList))]
[JsonSerializable(typeof(ListWires.Nothing))]
[JsonSerializable(typeof(ListWires.CheckpointList))]
[JsonSerializable(typeof(EnqueueWire))]
[JsonSerializable(typeof(EnqueuedWire))]
[JsonSerializable(typeof(LeaseJobsWire))]
[JsonSerializable(typeof(LeasedWire))]
[JsonSerializable(typeof(ClaimWire))]
[JsonSerializable(typeof(FailedWire))]
[JsonSerializable(typeof(QueueInfo))]
internal sealed partial class ClientJson : JsonSerializerContext;
