using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perdure.Coordination.Queues;

/// <summary>How queue entries are written in the store.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(QueueEntry))]
internal sealed partial class QueueJson : JsonSerializerContext;
