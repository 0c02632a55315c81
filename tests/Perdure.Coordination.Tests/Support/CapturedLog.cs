using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Perdure.Coordination.Tests.Support;

/// <summary>Keeps what is logged. Thread-safe.</summary>
internal sealed class CapturedLog : ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Event, string Text)> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((logLevel, eventId.Name ?? "", formatter(state, exception)));

    public string? TextOf(string name) => Lines.Where(l => l.Event == name).Select(l => l.Text).LastOrDefault();
}
