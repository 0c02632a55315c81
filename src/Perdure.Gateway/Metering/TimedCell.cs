using System.Diagnostics.Metrics;
using Perdure.Resilience.Measuring;

namespace Perdure.Gateway.Metering;

/// <summary>
/// One series of durations, bound to its tags when the configuration is compiled: recording looks nothing up and allocates nothing. Besides its own
/// histogram it feeds the instrument, for whoever listens to that; while nobody does, this is one field to look at. Thread-safe.
/// </summary>
public sealed class TimedCell
{
    private readonly Histogram<double> _instrument;
    private readonly KeyValuePair<string, object?>[] _tags;

    internal TimedCell(Histogram<double> instrument, params KeyValuePair<string, object?>[] tags)
    {
        _instrument = instrument;
        _tags = tags;
    }

    /// <summary>All that was recorded.</summary>
    public DurationHistogram Durations { get; } = new();

    internal void Record(long us)
    {
        Durations.Record(us);
        if (_instrument.Enabled)
            _instrument.Record(us / 1e6, _tags);
    }
}
