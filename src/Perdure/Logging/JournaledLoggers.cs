using Microsoft.Extensions.Logging;

namespace Perdure.Logging;

/// <summary>A log whose lines a second one gets to see as well. Thread-safe.</summary>
/// <param name="log">The log; stays open.</param>
/// <param name="also">The second one.</param>
internal sealed class JournaledLoggers(ILoggerFactory log, ILoggerProvider also) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Both(log.CreateLogger(categoryName), also.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There are these two alone.");

    /// <inheritdoc/>
    public void Dispose()
    {
        // Whoever opened the log closes it.
    }

    private sealed class Both(ILogger log, ILogger also) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel) || also.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (log.IsEnabled(logLevel))
                log.Log(logLevel, eventId, state, exception, formatter);
            also.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
