using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Perdure.Telemetry.Events;

/// <summary>Takes what is logged into the journal, if operators care about it. Thread-safe.</summary>
/// <param name="journal">The journal.</param>
public sealed class JournalLogs(EventJournal journal) : ILoggerProvider
{
    private const string Ours = "Perdure";

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        ArgumentNullException.ThrowIfNull(categoryName);

        // The libraries have numbers of their own for theirs.
        return categoryName.StartsWith(Ours, StringComparison.Ordinal) ? new Source(journal) : NullLogger.Instance;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Source(EventJournal journal) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and not LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel) || JournaledEvents.KindOf(eventId.Id) is null)
                return;
            var labels = EventLabels.Of(state as IReadOnlyList<KeyValuePair<string, object?>>);
            journal.Add(eventId.Id, JsonNamingPolicy.KebabCaseLower.ConvertName(eventId.Name ?? "event"), logLevel, formatter(state, exception), labels);
        }
    }
}
