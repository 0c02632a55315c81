using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Coordination.Shared.Snapshots;

namespace Perdure.Coordination.Shared;

/// <summary>How shared state is written into the store and into the file: camelCase, nothing by reflection.</summary>
[JsonSerializable(typeof(FlagDocument))]
[JsonSerializable(typeof(OverrideDocument))]
[JsonSerializable(typeof(ConfigurationDocument))]
[JsonSerializable(typeof(RolloutDocument))]
[JsonSerializable(typeof(NodeReport))]
[JsonSerializable(typeof(ChangeStamp))]
[JsonSerializable(typeof(SnapshotDocument))]
internal sealed partial class SharedJson : JsonSerializerContext
{
    /// <summary>The one to use. Texts are not blown up by escapes that only HTML needs.</summary>
    public static SharedJson Store { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<BreakerHold>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<RolloutState>(JsonNamingPolicy.CamelCase),
        },
    });

    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <summary>Null when it is not what it should be: somebody else wrote it, or a newer version of Perdure.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> value, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(value.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
