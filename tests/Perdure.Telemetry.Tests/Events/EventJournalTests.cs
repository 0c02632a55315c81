using Microsoft.Extensions.Logging;
using Perdure.Telemetry.Events;

namespace Perdure.Telemetry.Tests.Events;

public sealed class EventJournalTests
{
    private readonly EventJournal _journal = new(TimeProvider.System);

    private void Add(int count)
    {
        for (var at = 0; at < count; at++)
            _journal.Add(110, "instance-trouble", LogLevel.Warning, $"event {at}");
    }

    [Fact]
    public void Reader_gets_what_came_after_a_number_in_order()
    {
        Assert.Equal((0, 0), (_journal.Last, _journal.After(0).Count));
        Add(5);

        Assert.Equal(5, _journal.Last);
        Assert.Equal([4, 5], _journal.After(3).Select(happened => happened.Seq));
        Assert.Equal([4, 5], _journal.After(0, 2).Select(happened => happened.Seq));
        Assert.Empty(_journal.After(5));
        Assert.Empty(_journal.After(99));
        Assert.Equal(5, _journal.After(-7).Count);
    }

    [Fact]
    public void Oldest_ones_go_when_it_is_full()
    {
        Add(EventJournal.EventsMax + 3);

        var all = _journal.After(0);
        Assert.Equal((EventJournal.EventsMax, 4, EventJournal.EventsMax + 3), (all.Count, all[0].Seq, all[^1].Seq));
        Assert.Equal("event 3", all[0].Text);
    }

    [Fact]
    public void Long_text_is_cut() => Assert.Equal(1_000, _journal.Add(1, "x", LogLevel.Error, new string('a', 5_000)).Text.Length);

    [Fact]
    public async Task Many_writers_get_numbers_without_gaps()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Add(300))));

        Assert.Equal(Enumerable.Range(1, 1_200).Select(seq => (long)seq), _journal.After(0).Select(happened => happened.Seq));
    }
}
