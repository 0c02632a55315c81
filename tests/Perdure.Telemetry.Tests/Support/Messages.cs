using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Perdure.Telemetry.Tests.Support;

/// <summary>Keeps what is logged.</summary>
internal sealed class Messages : ILogger
{
    private readonly ConcurrentQueue<(string Name, string Text)> _all = new();

    public IReadOnlyList<string> Names => [.. _all.Select(message => message.Name)];

    public IReadOnlyList<string> Texts => [.. _all.Select(message => message.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _all.Enqueue((eventId.Name ?? "", formatter(state, exception)));
}
