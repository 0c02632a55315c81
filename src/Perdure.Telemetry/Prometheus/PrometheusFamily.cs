using System.Buffers;
using System.Globalization;
using System.Text;
using Perdure.Resilience.Measuring;
using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Prometheus;

/// <summary>One metric as Prometheus' text format 0.0.4 writes it, with everything that does not change rendered once. Immutable.</summary>
internal sealed class PrometheusFamily
{
    private const int NumberBytes = 32;

    private static readonly byte[][] s_bounds =
    [
        .. DurationHistogram.BoundsUs.Select(us => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"le=\"{us / 1e6}\""))),
        "le=\"+Inf\""u8.ToArray(),
    ];

    private readonly byte[] _head;
    private readonly byte[] _name;
    private readonly byte[] _bucket;
    private readonly byte[] _sum;
    private readonly byte[] _count;

    public PrometheusFamily(Metric metric)
    {
        Metric = metric;
        var name = metric.Definition.PrometheusName;
        _head = Encoding.UTF8.GetBytes($"# HELP {name} {PrometheusNames.EscapedHelp(metric.Definition.Help)}\n# TYPE {name} {TypeOf(metric.Definition.Kind)}\n");
        (_name, _bucket, _sum, _count) = (Bytes(name), Bytes(name + "_bucket"), Bytes(name + "_sum"), Bytes(name + "_count"));
    }

    public Metric Metric { get; }

    /// <summary>The lines in front of the first series.</summary>
    public void WriteHead(IBufferWriter<byte> to)
    {
        // Not Write: it asks for room of any size, and where Kestrel's chunk is full it gets none and throws.
        _head.CopyTo(to.GetSpan(_head.Length));
        to.Advance(_head.Length);
    }

    /// <summary>The lines of one series; returns how many bytes they are.</summary>
    public int Write(IBufferWriter<byte> to, in MetricSample sample) =>
        sample.Durations is { } durations ? WriteHistogram(to, sample, durations) : Line(to, _name, sample, default, sample.Value);

    private int WriteHistogram(IBufferWriter<byte> to, in MetricSample sample, DurationHistogram durations)
    {
        Span<long> buckets = stackalloc long[DurationHistogram.Buckets];
        var sumUs = durations.Read(buckets);
        long count = 0;
        var written = 0;
        for (var at = 0; at < buckets.Length; at++)
        {
            count += buckets[at];
            written += Line(to, _bucket, sample, s_bounds[at], count);
        }

        // The count is that of the buckets just written, not one that was read later: they must agree.
        written += Line(to, _sum, sample, default, sumUs / 1e6);
        return written + Line(to, _count, sample, default, count);
    }

    private static int Line(IBufferWriter<byte> to, ReadOnlySpan<byte> name, in MetricSample sample, ReadOnlySpan<byte> last, double value)
    {
        var labels = sample.Labels.Text.Span;
        var more = sample.More is { } others ? others.Text.Span : default;
        var line = to.GetSpan(name.Length + labels.Length + more.Length + last.Length + NumberBytes + 6);
        name.CopyTo(line);
        var at = name.Length;
        if (labels.Length + more.Length + last.Length > 0)
        {
            line[at++] = (byte)'{';
            Part(labels, line, ref at);
            Part(more, line, ref at);
            Part(last, line, ref at);
            // In place of the last comma.
            line[at - 1] = (byte)'}';
        }

        line[at++] = (byte)' ';
        at += Number(value, line[at..]);
        line[at++] = (byte)'\n';
        to.Advance(at);
        return at;
    }

    private static void Part(ReadOnlySpan<byte> part, Span<byte> line, ref int at)
    {
        if (part.IsEmpty)
            return;
        part.CopyTo(line[at..]);
        at += part.Length;
        line[at++] = (byte)',';
    }

    private static int Number(double value, Span<byte> into)
    {
        int written;
        if (double.IsInteger(value) && Math.Abs(value) < 1e15)
        {
            ((long)value).TryFormat(into, out written, default, CultureInfo.InvariantCulture);
            return written;
        }

        if (double.IsFinite(value))
        {
            value.TryFormat(into, out written, "R", CultureInfo.InvariantCulture);
            return written;
        }

        var text = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
        text.CopyTo(into);
        return text.Length;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };
}
