using System.Text.Json;
using System.Text.Json.Serialization;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Membership;

/// <summary>How nodes and members are written in the store.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NodeRecord))]
[JsonSerializable(typeof(MemberInfo))]
internal sealed partial class MembershipJson : JsonSerializerContext
{
    /// <summary>Reads a node; null when a person or a newer version wrote something else there.</summary>
    public static NodeRecord? ReadNode(Entry entry)
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Value.Span, Default.NodeRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a member; one about whom nothing is known when something else stands there.</summary>
    public static MemberInfo ReadMember(Entry entry)
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Value.Span, Default.MemberInfo) ?? new MemberInfo();
        }
        catch (JsonException)
        {
            return new MemberInfo();
        }
    }
}
