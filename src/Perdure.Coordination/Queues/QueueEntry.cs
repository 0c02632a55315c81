using System.Text.Json;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Queues;

/// <summary>What a key of a queue holds.</summary>
/// <param name="Who">The candidate or owner.</param>
/// <param name="Value">What it published.</param>
/// <param name="Ttl">The time to live of its lease in seconds, for whoever grants the next one; 0 when it is not known.</param>
internal sealed record QueueEntry(string Who, string Value, int Ttl = 0)
{
    public ReadOnlyMemory<byte> ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, QueueJson.Default.QueueEntry);

    /// <summary>Reads it; what a person wrote there by hand counts as a candidate without a name rather than as none.</summary>
    public static QueueEntry Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            var entry = JsonSerializer.Deserialize(utf8.Span, QueueJson.Default.QueueEntry);
            return new QueueEntry(entry?.Who ?? "", entry?.Value ?? "", entry?.Ttl is > 0 and <= StoreLimits.TtlSecondsMax ? entry.Ttl : 0);
        }
        catch (JsonException)
        {
            return new QueueEntry("", "");
        }
    }
}
