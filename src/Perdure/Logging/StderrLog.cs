using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Perdure.Logging;

/// <summary>
/// The log of a node: one line an event, to stderr. Lines are queued and written by one task of its own, because whoever logs may be
/// a thread that serves sockets. The queue is bounded: when stderr stands still, lines are dropped,
/// and counted in the line that comes next.
/// Thread-safe. Disposing writes what is queued.
/// </summary>
internal sealed class StderrLog : ILoggerFactory, IAsyncDisposable
{
    private const int QueueMax = 8192;
    private const string Framework = "Microsoft.";
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly Stream _output;
    private readonly bool _json;
    private readonly LogLevel _minimum;
    private readonly Channel<string> _queue;
    private readonly Task _writing;
    private long _dropped;

    /// <summary>Opens the log.</summary>
    /// <param name="time">The clock of its lines.</param>
    /// <param name="output">Where they go; stays open.</param>
    /// <param name="json">JSON objects instead of text.</param>
    /// <param name="minimum">Lines below it are not written.</param>
    public StderrLog(TimeProvider time, Stream output, bool json, LogLevel minimum)
    {
        (_time, _output, _json, _minimum) = (time, output, json, minimum);
        _queue = Channel.CreateBounded<string>(new BoundedChannelOptions(QueueMax) { SingleReader = true });
        _writing = Task.Run(WriteAsync);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        // Below a warning the web server tells of single connections: clients could fill the log with lines that nobody acts on.
        var minimum = _minimum == LogLevel.Information && categoryName.StartsWith(Framework, StringComparison.Ordinal) ? LogLevel.Warning : _minimum;
        return new Source(this, categoryName, minimum);
    }

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The log goes to stderr alone.");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.WaitAsync(FlushTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    void IDisposable.Dispose() => _queue.Writer.TryComplete();

    private void Write(in LogLine line)
    {
        if (!_queue.Writer.TryWrite(_json ? LogFormat.Json(line) : LogFormat.Text(line)))
            Interlocked.Increment(ref _dropped);
    }

    private async Task WriteAsync()
    {
        await foreach (var text in _queue.Reader.ReadAllAsync())
        {
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                await WriteLineAsync(DroppedLine(dropped));
            await WriteLineAsync(text);
        }
    }

    private async Task WriteLineAsync(string text)
    {
        try
        {
            await _output.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"));
        }
        catch (IOException)
        {
            // Nobody reads stderr any more; the node goes on serving.
        }
    }

    private string DroppedLine(long dropped)
    {
        var line = new LogLine(
            _time.GetUtcNow(),
            LogLevel.Warning,
            "log-dropped",
            "Perdure",
            $"{dropped} lines were dropped because stderr stood still",
            [],
            null);
        return _json ? LogFormat.Json(line) : LogFormat.Text(line);
    }

    private sealed class Source(StderrLog log, string name, LogLevel minimum) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var fields = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            var eventName = JsonNamingPolicy.KebabCaseLower.ConvertName(eventId.Name ?? "event");
            log.Write(new LogLine(log._time.GetUtcNow(), logLevel, eventName, name, formatter(state, exception), fields, exception));
        }
    }
}
