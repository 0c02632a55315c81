using Perdure.Resilience.Measuring;

namespace Perdure.Durable;

/// <summary>Drives something that acknowledges as hard as it does so.</summary>
internal sealed class ClosedLoop(LoadOptions options, TimeProvider time)
{
    private readonly LatencyHistogram _latency = new();
    private long _begin;
    private long _end;
    private long _acknowledged;

    /// <summary>Runs the clients to their end; a client calls <paramref name="send"/> with its number, which returns with the acknowledgement.</summary>
    public async Task<LoadFigures> RunAsync(Func<int, ValueTask> send)
    {
        _begin = time.GetTimestamp() + Ticks(options.WarmUp);
        _end = _begin + Ticks(options.Measured);
        var running = Task.WhenAll(Enumerable.Range(0, options.Clients).Select(client => Task.Run(() => ClientAsync(client, send))));
        await Task.WhenAny(running, Task.Delay(options.WarmUp, time));
        var (cpu, allocated, counted) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), Volatile.Read(ref _acknowledged));
        await running;
        var all = Math.Max(1, _acknowledged - counted);
        return new LoadFigures(
            _acknowledged,
            _acknowledged / options.Measured.TotalSeconds,
            _latency.Percentile(0.5) / 1000.0,
            _latency.Percentile(0.99) / 1000.0,
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / all,
            (double)(GC.GetTotalAllocatedBytes() - allocated) / all);
    }

    private async Task ClientAsync(int client, Func<int, ValueTask> send)
    {
        var acknowledged = 0L;
        for (var sent = time.GetTimestamp(); sent < _end;)
        {
            await send(client);
            var now = time.GetTimestamp();
            if (sent >= _begin && now <= _end)
            {
                acknowledged++;
                _latency.Record((long)time.GetElapsedTime(sent, now).TotalMicroseconds);
            }

            sent = now;
        }

        Interlocked.Add(ref _acknowledged, acknowledged);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
