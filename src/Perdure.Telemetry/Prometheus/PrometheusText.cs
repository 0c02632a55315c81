using System.Collections.Immutable;
using System.IO.Pipelines;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Prometheus;

/// <summary>
/// Writes all metrics in Prometheus' text format 0.0.4, a piece at a time: what is held in memory does not depend on how many series there are. Thread-safe.
/// </summary>
internal sealed class PrometheusText(ImmutableArray<Metric> metrics, SeriesLimit limit)
{
    /// <summary>The media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const int PieceBytes = 32 * 1024;

    private readonly ImmutableArray<PrometheusFamily> _families = [.. metrics.Select(metric => new PrometheusFamily(metric))];

    /// <summary>Writes the picture; ends early when nobody reads any more.</summary>
    public async Task WriteAsync(NodePicture picture, PipeWriter to, CancellationToken cancel)
    {
        var held = 0;
        foreach (var family in _families)
        {
            var series = 0;
            foreach (var sample in limit.Of(family.Metric.Collect(picture)))
            {
                if (series++ == 0)
                    family.WriteHead(to);
                held += family.Write(to, sample);
                if (held < PieceBytes)
                    continue;
                held = 0;
                if ((await to.FlushAsync(cancel)).IsCompleted)
                    return;
            }
        }

        await to.FlushAsync(cancel);
    }
}
