using System.Collections.Immutable;
using System.Text;
using Perdure.Telemetry.Prometheus;

namespace Perdure.Telemetry.Metrics;

/// <summary>Labels and their values, rendered once. They come from the system file and from enumerations, never from requests. Immutable.</summary>
public sealed class LabelSet
{
    private LabelSet(ImmutableArray<KeyValuePair<string, object?>> tags)
    {
        Tags = tags;
        Text = Encoding.UTF8.GetBytes(string.Join(",", tags.Select(tag => $"{PrometheusNames.Label(tag.Key)}=\"{PrometheusNames.Escaped((string)tag.Value!)}\"")));
    }

    /// <summary>No labels.</summary>
    public static LabelSet None { get; } = new([]);

    /// <summary>The labels by OpenTelemetry's names.</summary>
    public ImmutableArray<KeyValuePair<string, object?>> Tags { get; }

    /// <summary>The labels as they stand between the braces of Prometheus' text.</summary>
    internal ReadOnlyMemory<byte> Text { get; }

    /// <summary>The labels with these names and values.</summary>
    public static LabelSet Of(params (string Name, string Value)[] labels) =>
        new([.. labels.Select(label => new KeyValuePair<string, object?>(label.Name, label.Value))]);
}
