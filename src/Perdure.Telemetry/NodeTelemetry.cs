using System.IO.Pipelines;
using Perdure.Telemetry.Catalog;
using Perdure.Telemetry.Hosts;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;
using Perdure.Telemetry.Prometheus;

namespace Perdure.Telemetry;

/// <summary>The metrics of a node, for whoever reads them. Thread-safe.</summary>
public sealed class NodeTelemetry
{
    // Reading is work of the node: more at the same time would only be slower together.
    private const int ReadersMax = 2;

    private readonly MetricSources _sources;
    private readonly HostReader _host;
    private readonly PrometheusText _text;
    private readonly SemaphoreSlim _readers = new(ReadersMax);
    private PlanLabels? _labels;

    /// <summary>Prepares them; nothing is read yet.</summary>
    public NodeTelemetry(MetricSources sources)
        : this(sources, SeriesLimit.Default)
    {
    }

    internal NodeTelemetry(MetricSources sources, int seriesMax)
    {
        ArgumentNullException.ThrowIfNull(sources);
        _sources = sources;
        _host = new HostReader(sources.DataDirectory);
        Limit = new SeriesLimit(seriesMax);
        _text = new PrometheusText(MetricCatalog.All, Limit);
    }

    /// <summary>The media type of <see cref="WriteAsync"/>.</summary>
    public static string ContentType => PrometheusText.ContentType;

    internal SeriesLimit Limit { get; }

    internal TimeProvider Time => _sources.Time;

    /// <summary>
    /// Writes all metrics in Prometheus' text format, piece by piece, and flushes them. Two readers at a time; others wait. Ends early when nobody reads.
    /// </summary>
    public async Task WriteAsync(PipeWriter to, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(to);
        await _readers.WaitAsync(cancel);
        try
        {
            await _text.WriteAsync(Look(), to, cancel);
        }
        finally
        {
            _readers.Release();
        }
    }

    /// <summary>The node as it is now.</summary>
    internal NodePicture Look() => Look(_host.Read());

    /// <summary>The node as it is now, but for the machine, of which the disk alone is read: for looks every second.</summary>
    internal NodePicture Glance() => Look(new HostSample { Disk = _host.ReadDisk() });

    private NodePicture Look(HostSample host)
    {
        var labels = PlanLabels.Of(_sources.Gateway.Services, _sources.Gateway.Routes, Volatile.Read(ref _labels));
        Volatile.Write(ref _labels, labels);
        return new NodePicture(_sources, labels, host, Limit.Dropped);
    }
}
