using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Perdure.Telemetry.Events;

/// <summary>The last events of a node, in memory. Writing is cheap and never waits for readers for long. Thread-safe.</summary>
/// <param name="time">The clock of the events.</param>
public sealed class EventJournal(TimeProvider time)
{
    /// <summary>How many are kept.</summary>
    public const int EventsMax = 2_000;

    private const int TextMax = 1_000;

    private readonly JournalEvent?[] _ring = new JournalEvent?[EventsMax];
    private readonly Lock _lock = new();
    private long _last;

    /// <summary>When it began to count.</summary>
    public DateTimeOffset Began { get; } = time.GetUtcNow();

    /// <summary>The number of the newest event; 0 before the first. One volatile read: look here whether there is anything new.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Adds an event.</summary>
    /// <param name="id">The id of its kind.</param>
    /// <param name="name">The name of its kind.</param>
    /// <param name="level">How bad it is.</param>
    /// <param name="text">What happened; cut at 1,000 characters.</param>
    /// <param name="labels">What it is about.</param>
    public JournalEvent Add(int id, string name, LogLevel level, string text, IReadOnlyDictionary<string, string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        lock (_lock)
        {
            var happened = new JournalEvent
            {
                Seq = _last + 1,
                At = time.GetUtcNow(),
                Id = id,
                Name = name,
                Level = level switch { >= LogLevel.Error => "error", LogLevel.Warning => "warn", _ => "info" },
                Text = text.Length > TextMax ? text[..(TextMax - 1)] + "…" : text,
                Labels = labels ?? ImmutableDictionary<string, string>.Empty,
            };
            _ring[_last % EventsMax] = happened;
            Volatile.Write(ref _last, happened.Seq);
            return happened;
        }
    }

    /// <summary>Events after a number, oldest first. Those that are no longer kept are missing.</summary>
    /// <param name="seq">The number of the last one that is known; 0 for all.</param>
    /// <param name="max">How many at most: the newest of them.</param>
    public IReadOnlyList<JournalEvent> After(long seq, int max = EventsMax)
    {
        if (Last <= seq || max <= 0)
            return [];
        lock (_lock)
        {
            var from = Math.Max(Math.Max(seq, 0), _last - Math.Min(max, EventsMax));
            var events = new JournalEvent[_last - from];
            for (var at = 0; at < events.Length; at++)
                events[at] = _ring[(from + at) % EventsMax]!;
            return events;
        }
    }
}
