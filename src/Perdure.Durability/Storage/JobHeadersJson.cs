using System.Text.Json.Serialization;

namespace Perdure.Durability.Storage;

/// <summary>The serializer, generated.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class JobHeadersJson : JsonSerializerContext;
