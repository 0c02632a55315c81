using System.Text.Json;

namespace Perdure.Coordination.Storage;

/// <summary>The key that says whose a prefix is: the system's name, and the format of what lies under it.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Format">The format of the keys and values.</param>
internal sealed record StoreMarker(string System, int Format)
{
    /// <summary>Where it lies, relative to the prefix.</summary>
    public const string Key = "perdure";

    /// <summary>The format that this version writes and understands.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The marker as it is stored.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, StoreMarkerJson.Default.StoreMarker);

    /// <summary>Why a store with this marker must not be used for a system; null when it may be.</summary>
    /// <param name="value">What the marker's key holds.</param>
    /// <param name="system">The system that asks.</param>
    /// <param name="place">The file, or endpoint and prefix, for the message.</param>
    public static string? Refusal(ReadOnlyMemory<byte> value, string system, string place)
    {
        StoreMarker? marker;
        try
        {
            marker = JsonSerializer.Deserialize(value.Span, StoreMarkerJson.Default.StoreMarker);
        }
        catch (JsonException)
        {
            marker = null;
        }

        if (marker?.System is null) return NotOurs(place);
        if (marker.System != system)
            return $"{place} belongs to the system \"{marker.System}\", this node to \"{system}\": give each system a place of its own, or correct the name in the system file";
        return marker.Format <= CurrentFormat
            ? null
            : $"{place} is of format {marker.Format}, written by a newer version; this one understands up to {CurrentFormat}: run the newer version on this node too";
    }

    /// <summary>Why a place that has keys but no marker must not be used.</summary>
    public static string NotOurs(string place) =>
        $"{place} holds keys of another program (the key \"{Key}\" is missing or unreadable): choose a place that nothing else uses";
}
