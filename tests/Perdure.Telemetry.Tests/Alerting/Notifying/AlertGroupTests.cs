using System.Collections.Immutable;
using Perdure.Model;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Alerting.Notifying;

namespace Perdure.Telemetry.Tests.Alerting.Notifying;

/// <summary>The rules of Alertmanager's dispatcher and of its deduplication, message by message.</summary>
public sealed class AlertGroupTests
{
    private static readonly NotifyModel s_options = new()
    {
        Webhook = new Uri("http://127.0.0.1:1"),
        GroupWait = TimeSpan.FromSeconds(30),
        GroupInterval = TimeSpan.FromSeconds(300),
        RepeatInterval = TimeSpan.FromHours(4),
    };

    private readonly GroupTable _table = new(s_options);
    private readonly HashSet<string> _silenced = [];

    [Fact]
    public void New_group_waits_for_its_like_and_is_told_at_once()
    {
        Put(0, Firing("a"), Firing("b"));
        Assert.Null(At(29));

        Assert.Equal("a! b!", Tell(30));
        Assert.Null(At(31));
    }

    [Fact]
    public void Change_waits_for_the_interval()
    {
        Put(0, Firing("a"));
        Tell(30);
        Put(40, Firing("a"), Firing("b"));

        Assert.Null(At(329));
        Assert.Equal("a! b!", Tell(330));
    }

    [Fact]
    public void End_is_told_once_and_then_nothing()
    {
        Put(0, Firing("a"));
        Tell(30);
        Put(40, Resolved("a"));

        Assert.Equal("a.", Tell(330));
        Put(400, Resolved("a"));
        Assert.Null(At(700));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void One_that_ends_before_anybody_was_told_is_not_told()
    {
        Put(0, Firing("a"));
        Put(10, Resolved("a"));

        Assert.Null(At(30));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Partial_end_is_told_with_what_still_fires()
    {
        Put(0, Firing("a"), Firing("b"));
        Tell(30);
        Put(40, Resolved("a"), Firing("b"));

        Assert.Equal("b! a.", Tell(330));
        Assert.Null(At(630));
    }

    [Fact]
    public void What_still_fires_is_told_again_after_the_repeat_interval()
    {
        Put(0, Firing("a"));
        Tell(30);
        for (var at = 330; at < 30 + 14_400; at += 300)
            Assert.Null(At(at));

        Assert.Equal("a!", Tell(30 + 14_400));
    }

    [Fact]
    public void Message_that_did_not_arrive_is_tried_again_later_and_later_with_what_is_true_then()
    {
        Put(0, Firing("a"));
        var first = At(30)!;
        first.Group.Missed(30_000, 0);
        Assert.Null(At(30.9));
        At(31)!.Group.Missed(31_000, 0);
        Assert.Null(At(32.9));

        Put(33, Firing("a"), Firing("b"));
        Assert.Equal("a! b!", Tell(33));
    }

    [Fact]
    public void End_that_did_not_arrive_is_kept_until_it_does()
    {
        Put(0, Firing("a"));
        Tell(30);
        Put(40, Resolved("a"));
        At(330)!.Group.Missed(330_000, 1);
        Put(400);

        Assert.Equal("a.", Tell(400));
    }

    [Fact]
    public void Refused_message_waits_for_the_next_turn()
    {
        Put(0, Firing("a"));
        At(30)!.Group.Refused(30_000, 300_000);

        Assert.Null(At(329));
        Assert.Equal("a!", Tell(330));
    }

    [Fact]
    public void Silenced_alert_is_not_told_until_the_silence_ends()
    {
        _silenced.Add("a");
        Put(0, Firing("a"), Firing("b"));
        Assert.Equal("b!", Tell(30));

        _silenced.Clear();
        Assert.Equal("a! b!", Tell(330));
    }

    [Fact]
    public void One_that_came_back_while_its_end_was_told_stays()
    {
        Put(0, Firing("a"));
        Tell(30);
        Put(40, Resolved("a"));
        var ends = At(330)!;
        Put(331, Firing("a", 1));
        ends.Group.Told(ends, 331_000, 300_000);

        Assert.Equal("a!", Tell(631));
    }

    [Fact]
    public void Group_key_is_written_as_alertmanager_does()
    {
        Put(0, Firing("a"));
        Assert.Equal("{}:{alertname=\"R\"}", At(30)!.Group.Key);
    }

    [Fact]
    public void Receiver_that_does_not_want_ends_hears_none_and_still_hears_of_the_next_time()
    {
        var table = new GroupTable(s_options with { SendResolved = false });
        table.Put([Firing("a")], 0);
        var first = table.Due(30_000, _ => false)!;
        first.Group.Told(first, 30_000, 300_000);
        table.Put([Resolved("a")], 40_000);
        Assert.Null(table.Due(330_000, _ => false));

        table.Put([Firing("a", 1)], 400_000);
        Assert.NotNull(table.Due(700_000, _ => false));
    }

    // Whatever happens, and however often the receiver is gone: in the end it knows what is true.
    [Fact]
    public void Receiver_knows_in_the_end_what_is_true()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var random = new Random(seed);
            var table = new GroupTable(s_options with { GroupBy = random.Next(2) == 0 ? [] : ["alertname"] });
            var truth = new Dictionary<string, Alert>();
            var known = new Dictionary<string, AlertPhase>();
            for (var second = 0; second < 4_000; second += 10)
            {
                // At the end nothing changes any more and everything arrives.
                var quiet = second > 3_000;
                if (!quiet && random.Next(4) == 0)
                {
                    var name = ((string[])["a", "b", "c"])[random.Next(3)];
                    truth[name] = truth.TryGetValue(name, out var was) && was.Phase == AlertPhase.Firing ? was with { Phase = AlertPhase.Resolved, EndsAt = was.StartsAt } : Firing(name, second);
                }

                table.Put([.. truth.Values], second * 1_000L);
                while (table.Due(second * 1_000L, _ => false) is { } message)
                {
                    if (!quiet && random.Next(3) == 0)
                    {
                        message.Group.Missed(second * 1_000L, random.NextDouble());
                        continue;
                    }

                    foreach (var alert in message.Alerts)
                        known[alert.Fingerprint] = alert.Phase;
                    message.Group.Told(message, second * 1_000L, 300_000);
                }
            }

            foreach (var (name, alert) in truth)
                Assert.True(alert.Phase == known.GetValueOrDefault(name, AlertPhase.Resolved), $"seed {seed}: {name} is {alert.Phase}, but {known.GetValueOrDefault(name)} is known");
        }
    }

    private static Alert Firing(string name, int began = 0) => AlertSamples.Alert(name, AlertPhase.Firing, DateTimeOffset.UnixEpoch.AddSeconds(began));

    private static Alert Resolved(string name) => AlertSamples.Alert(name, AlertPhase.Resolved, DateTimeOffset.UnixEpoch);

    private void Put(double second, params Alert[] alerts) => _table.Put([.. alerts], (long)(second * 1_000));

    private AlertMessage? At(double second) => _table.Due((long)(second * 1_000), alert => _silenced.Contains(alert.Fingerprint));

    // The alerts of the message that is due: firing with !, resolved with a full stop. It arrives.
    private string? Tell(double second)
    {
        if (At(second) is not { } message)
            return null;
        message.Group.Told(message, (long)(second * 1_000), 300_000);
        return string.Join(' ', message.Alerts.Select(alert => alert.Fingerprint + (alert.Phase == AlertPhase.Firing ? '!' : '.')));
    }
}
