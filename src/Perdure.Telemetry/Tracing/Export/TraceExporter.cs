using Microsoft.Extensions.Logging;
using Perdure.Resilience.Retrying;

namespace Perdure.Telemetry.Tracing.Export;

/// <summary>
/// Sends kept traces to the collector, in batches, and again when it may take them later. It waits for the collector and nobody waits for it: what is too much is
/// dropped and counted. What has come until its end is sent, within two seconds.
/// </summary>
internal sealed class TraceExporter : IAsyncDisposable
{
    private const int TriesMax = 5;
    private const long BackoffMs = 1_000;
    private const long BackoffMaxMs = 10_000;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    private readonly TraceQueue _queue;
    private readonly TraceSender _sender;
    private readonly TraceBatch _batch;
    private readonly TraceSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _running;
    private long _troubleAt = -1;
    private long _rejectedAt = -1;
    private bool _inTrouble;
    private bool _disposed;

    public TraceExporter(TraceQueue queue, TraceSender sender, TraceBatch batch, TraceSettings settings, TimeProvider time, ILogger log)
    {
        (_queue, _sender, _batch, _settings, _time, _log) = (queue, sender, batch, settings, time, log);
        _running = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        _queue.Close();
        await _stopping.CancelAsync();
        using (var limit = new CancellationTokenSource(LastWords, _time))
        await using (limit.Token.UnsafeRegister(static over => ((CancellationTokenSource)over!).Cancel(), _over))
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sender.Dispose();
        _stopping.Dispose();
        _over.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _queue.WaitAsync())
        {
            await DelayAsync(_settings.GatherFor);
            while (_queue.TryTake(out var trace))
            {
                try
                {
                    await SendAsync(trace);
                }
                catch (Exception fault)
                {
                    // One batch is lost; those after it need not be.
                    _queue.Counters.OnFailed(_batch.Traces);
                    _log.TracesFailed(fault);
                }
            }
        }
    }

    private async Task SendAsync(KeptTrace first)
    {
        _batch.Begin();
        _batch.Add(first);
        while (!_batch.IsFull && _queue.TryTake(out var trace))
            _batch.Add(trace);
        var message = _batch.End();
        for (var tries = 1; ; tries++)
        {
            var sent = await _sender.SendAsync(message, _over.Token);
            if (sent.Problem is null)
            {
                OnArrived(sent.Rejected);
                return;
            }

            OnTrouble(sent.Problem);
            if (!sent.Again || tries == TriesMax || _stopping.IsCancellationRequested)
            {
                _queue.Counters.OnFailed(_batch.Traces);
                return;
            }

            await DelayAsync(sent.After ?? TimeSpan.FromMilliseconds((BackoffMs / 2) + Backoff.DelayMs(tries, BackoffMs, BackoffMaxMs, (ulong)_time.GetTimestamp() * 0x9E3779B97F4A7C15UL)));
        }
    }

    private Task DelayAsync(TimeSpan delay) =>
        Task.Delay(delay, _time, _stopping.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void OnArrived(long rejected)
    {
        _queue.Counters.OnExported(_batch.Traces, rejected);
        if (_inTrouble)
            _log.TracesAgain(_settings.Endpoint);
        _inTrouble = false;
        if (rejected > 0 && IsDue(ref _rejectedAt))
            _log.SpansRejected(_settings.Endpoint, rejected, _batch.Spans);
    }

    private void OnTrouble(string problem)
    {
        if (!IsDue(ref _troubleAt))
            return;
        _inTrouble = true;
        _log.TracesTrouble(_settings.Endpoint, problem);
    }

    private bool IsDue(ref long loggedAt)
    {
        if (loggedAt >= 0 && _time.GetElapsedTime(loggedAt) < LogEvery)
            return false;
        loggedAt = _time.GetTimestamp();
        return true;
    }
}
