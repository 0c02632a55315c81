using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Perdure.Gateway.Metering;
using Perdure.Telemetry.Catalog;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Push;

/// <summary>
/// The metrics as instruments of .NET, for whoever listens to meters: each is observed when it is collected. Histograms are not here: the gateway records
/// them into instruments of its own as they come. Thread-safe.
/// </summary>
internal sealed class ObservedInstruments : IDisposable
{
    // A collection asks instrument by instrument: all of it sees one picture.
    private static readonly TimeSpan PictureFor = TimeSpan.FromMilliseconds(500);

    private readonly NodeTelemetry _telemetry;
    private readonly Meter _meter = new(GatewayMeters.MeterName);
    private readonly Lock _lock = new();
    private NodePicture? _picture;
    private long _takenAt;

    public ObservedInstruments(NodeTelemetry telemetry)
    {
        _telemetry = telemetry;
        foreach (var metric in MetricCatalog.All.Where(metric => metric.Definition.Kind != MetricKind.Histogram))
            Create(metric);
    }

    public void Dispose() => _meter.Dispose();

    private void Create(Metric metric)
    {
        var (name, unit, help) = (metric.Definition.Name, metric.Definition.Unit, metric.Definition.Help);
        switch (metric.Definition.Kind)
        {
            case MetricKind.Counter:
                _meter.CreateObservableCounter(name, () => Observe(metric), unit, help);
                break;
            case MetricKind.UpDownCounter:
                _meter.CreateObservableUpDownCounter(name, () => Observe(metric), unit, help);
                break;
            default:
                _meter.CreateObservableGauge(name, () => Observe(metric), unit, help);
                break;
        }
    }

    private IEnumerable<Measurement<double>> Observe(Metric metric) =>
        _telemetry.Limit.Of(metric.Collect(Picture())).Select(sample => new Measurement<double>(sample.Value, TagsOf(sample).AsSpan()));

    private static ImmutableArray<KeyValuePair<string, object?>> TagsOf(in MetricSample sample) =>
        sample.More is null ? sample.Labels.Tags : sample.Labels.Tags.AddRange(sample.More.Tags);

    private NodePicture Picture()
    {
        lock (_lock)
        {
            if (_picture is null || _telemetry.Time.GetElapsedTime(_takenAt) >= PictureFor)
                (_picture, _takenAt) = (_telemetry.Look(), _telemetry.Time.GetTimestamp());
            return _picture;
        }
    }
}
