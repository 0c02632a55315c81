using System.Threading.Channels;

namespace Perdure.Telemetry.Requests;

/// <summary>One who watches requests go by: some of them, so many a second at most. What it does not take in time is left out. One reader.</summary>
public sealed class TapListener : IDisposable
{
    /// <summary>It sees so many a second at most.</summary>
    public const int PerSecondMax = 20;

    private readonly RequestTap _tap;
    private readonly TapFilter _filter;
    private readonly RequestSample _sample;
    private readonly LineBuffer _line = new();
    private readonly JsonLine _json = new();
    private readonly Channel<RequestRecord> _records = Channel.CreateBounded<RequestRecord>(
        new BoundedChannelOptions(2 * PerSecondMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private long _second = -1;
    private int _inSecond;

    internal TapListener(RequestTap tap, TapFilter filter) => (_tap, _filter, _sample) = (tap, filter, new RequestSample(filter.Sample));

    /// <summary>Waits for the next request.</summary>
    public async ValueTask WaitAsync(CancellationToken cancel) => await _records.Reader.WaitToReadAsync(cancel);

    /// <summary>The next request, as the access log writes it in JSON but never with its query, without a line end; empty when there is none. Good until the next call.</summary>
    public ReadOnlySpan<byte> TryTake()
    {
        _line.Drop(_line.Length);
        if (_records.Reader.TryRead(out var record))
            _json.Write(_line, record, query: false);
        return _line.Written;
    }

    /// <inheritdoc/>
    public void Dispose() => _tap.Leave(this);

    internal void Offer(in RequestRecord record)
    {
        if (record.Status < _filter.MinStatus || (_filter.Route is { } route && route != record.Route) || !_sample.Takes(record.RequestId))
            return;
        // Two threads at the edge of a second may let one more through, and no harm is done.
        var second = record.At.AddTicks(record.DurationUs * TimeSpan.TicksPerMicrosecond).Ticks / TimeSpan.TicksPerSecond;
        if (Interlocked.Exchange(ref _second, second) != second)
            Volatile.Write(ref _inSecond, 0);
        if (Interlocked.Increment(ref _inSecond) <= PerSecondMax)
            _records.Writer.TryWrite(record);
    }
}
