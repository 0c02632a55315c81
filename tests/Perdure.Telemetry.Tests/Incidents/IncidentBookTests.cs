using Perdure.Model;
using Perdure.Telemetry.Incidents;

namespace Perdure.Telemetry.Tests.Incidents;

public sealed class IncidentBookTests
{
    private static readonly TimeSpan s_quiet = IncidentLimits.Quiet;
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private readonly Story _story = new();

    private string[] Texts => [.. _story.Book.All[0].Timeline.Select(entry => entry.Text)];

    [Fact]
    public void Alert_opens_an_incident_and_quiet_closes_it_once()
    {
        _story.Fire("PerdureErrors", AlertSeverity.Critical);
        var (turn, opened) = Assert.Single(_story.Look());
        Assert.Equal((IncidentTurn.Opened, AlertSeverity.Critical, "20260301-120000"), (turn, opened.Severity, opened.Id));
        Assert.Equal("PerdureErrors: service catalog: it is bad", opened.Title);
        Assert.Equal(["catalog"], opened.Services.AsEnumerable());
        Assert.Empty(_story.LookFor(TimeSpan.FromHours(1)));

        _story.Resolve("PerdureErrors");
        Assert.Empty(_story.LookFor(s_quiet - s_second - s_second, s_second));
        var (end, closed) = Assert.Single(_story.LookFor(TimeSpan.FromHours(1)));
        Assert.Equal((IncidentTurn.Closed, false, 0), (end, closed.Open, closed.Firing));
        Assert.Equal(["PerdureErrors fires: service catalog: it is bad; it is 7%", "PerdureErrors is resolved after 1 h 0 min", "closed: nothing has fired for 10 min"], Texts);
    }

    [Fact]
    public void What_is_only_to_know_or_silenced_opens_none_but_is_noted_in_an_open_one()
    {
        _story.Fire("ToKnow", AlertSeverity.Info);
        _story.Silenced.Add("Known");
        _story.Fire("Known");
        Assert.Empty(_story.Look());

        _story.Fire("PerdureErrors");
        Assert.Single(_story.Look());
        Assert.Equal([("ToKnow", false), ("Known", false), ("PerdureErrors", true)], _story.Look().Count == 0 ? _story.Open.Alerts.Select(alert => (alert.Name, alert.Counts)).OrderBy(one => one.Counts).ThenByDescending(one => one.Name) : []);
        Assert.Contains("Known fires, silenced by s1: service catalog: it is bad; it is 7%", Texts);
        Assert.StartsWith("PerdureErrors: ", _story.Open.Title, StringComparison.Ordinal);

        // Neither holds it open.
        _story.Resolve("PerdureErrors");
        Assert.Single(_story.LookFor(s_quiet));
    }

    [Fact]
    public void Silence_that_comes_later_does_not_end_what_fires()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        _story.Silenced.Add("PerdureErrors");

        Assert.Empty(_story.LookFor(3 * s_quiet));
        Assert.True(_story.Open.Alerts[0].Counts);
    }

    [Fact]
    public void Alert_whose_silence_ends_opens_one()
    {
        _story.Silenced.Add("Known");
        _story.Fire("Known");
        Assert.Empty(_story.LookFor(s_quiet));

        _story.Silenced.Clear();
        Assert.Equal(IncidentTurn.Opened, Assert.Single(_story.Look()).Turn);
    }

    [Fact]
    public void More_alerts_join_and_the_worst_gives_the_title()
    {
        _story.Fire("PerdureBreakersOpen");
        _story.Look();
        _story.Pass(s_second);
        _story.Fire("PerdureServiceDown", AlertSeverity.Critical, "payments");
        Assert.Empty(_story.Look());

        Assert.Equal("PerdureServiceDown: service payments: it is bad (and 1 more alert)", _story.Open.Title);
        Assert.Equal((AlertSeverity.Critical, 2), (_story.Open.Severity, _story.Open.Firing));
        Assert.Equal(["catalog", "payments"], _story.Open.Services.AsEnumerable());
    }

    [Fact]
    public void Same_alert_soon_after_reopens_and_later_opens_another()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        var id = _story.Open.Id;
        _story.Resolve("PerdureErrors");
        _story.LookFor(s_quiet);
        Assert.DoesNotContain(_story.Book.All, incident => incident.Open);

        _story.Pass(TimeSpan.FromMinutes(9));
        _story.Fire("PerdureErrors");
        Assert.Equal((IncidentTurn.Reopened, id), (_story.Look()[0].Turn, _story.Open.Id));
        Assert.Contains("reopened: PerdureErrors fires again", Texts);

        _story.Resolve("PerdureErrors");
        _story.LookFor(s_quiet + s_quiet + s_second);
        _story.Fire("PerdureErrors");
        Assert.Equal(IncidentTurn.Opened, _story.Look()[0].Turn);
        Assert.Equal(2, _story.Book.All.Length);
    }

    [Fact]
    public void Other_alert_soon_after_opens_another()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        _story.Resolve("PerdureErrors");
        _story.LookFor(s_quiet);

        _story.Fire("PerdureQueueOld");

        Assert.Equal(IncidentTurn.Opened, Assert.Single(_story.Look()).Turn);
    }

    [Fact]
    public void Events_before_are_taken_in_when_they_concern_its_service_or_everybody()
    {
        _story.Happen(110, "instance-trouble", "long ago", ("service", "catalog"));
        _story.Pass(IncidentLimits.Before + s_second);
        _story.Happen(110, "instance-trouble", "of another", ("service", "payments"));
        _story.Happen(110, "instance-trouble", "of it", ("service", "catalog"));
        _story.Happen(140, "deferral-refused", "of its route", ("route", "web"));
        _story.Happen(3, "reload-accepted", "of all");
        _story.Look();
        _story.Pass(s_second);
        _story.Fire("PerdureErrors");
        _story.Look();

        Assert.Equal(["of it", "of its route", "of all", "PerdureErrors fires: service catalog: it is bad; it is 7%"], Texts);
        Assert.Equal(["event", "event", "reload", "alert"], _story.Open.Timeline.Select(entry => entry.Kind));
        Assert.Equal("instance-trouble", _story.Open.Timeline[0].Labels["event"]);
    }

    [Fact]
    public void Events_while_it_is_open_join_whatever_they_are_about()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        _story.Pass(s_second);
        _story.Happen(201, "audit", "ops asked for drain", ("by", "ops"), ("service", "payments"));
        _story.Happen(700, "alert-firing", "said by the alert itself");
        _story.Happen(132, "flag-went-off", "the flag is off", ("flag", "ads"));
        _story.Look();

        Assert.Equal([("action", "ops"), ("flag", null)], _story.Open.Timeline.Skip(1).Select(entry => (entry.Kind, entry.By)));
    }

    [Fact]
    public void Flood_of_events_leaves_room_for_people_and_alerts_and_is_counted()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        for (var round = 0; round < 20; round++)
        {
            for (var at = 0; at < 100; at++)
                _story.Happen(110, "instance-trouble", $"trouble {round} {at}", ("service", "catalog"));
            _story.Look();
        }

        Assert.Equal((IncidentLimits.EventsMax, 201), (_story.Open.Timeline.Count, _story.Open.LeftOut));
        Assert.Equal(IncidentRefusal.None, _story.Book.Write(null, new IncidentEntry { At = _story.Now, Kind = "note", Text = "a note" }).Refusal);
        while (_story.Open.Timeline.Count < IncidentLimits.EntriesMax)
            _story.Book.Write(null, new IncidentEntry { At = _story.Now, Kind = "note", Text = "a note" });
        Assert.Equal(IncidentRefusal.Full, _story.Book.Write(null, new IncidentEntry { At = _story.Now, Kind = "note", Text = "too much" }).Refusal);
    }

    [Fact]
    public void Late_entry_finds_its_place()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        _story.Pass(s_second);
        _story.Happen(110, "instance-trouble", "first");
        _story.Pass(s_second);
        _story.Book.Write(_story.Open.Id, new IncidentEntry { At = _story.Now, Kind = "note", Text = "second" });
        _story.Look();

        Assert.Equal(["first", "second"], Texts[1..]);
    }

    [Fact]
    public void Incident_of_people_stays_until_they_close_it()
    {
        var opened = _story.Book.OpenByHand("payments are slow", "ops", _story.Seen());
        Assert.Equal((true, "ops", AlertSeverity.Info), (opened.Incident!.Open, opened.Incident.OpenedBy, opened.Incident.Severity));
        Assert.Equal(IncidentRefusal.OtherOpen, _story.Book.OpenByHand("another", "ops", _story.Seen()).Refusal);
        _story.Fire("PerdureErrors", AlertSeverity.Critical);
        _story.Look();
        Assert.Equal(("payments are slow", AlertSeverity.Critical), (_story.Open.Title, _story.Open.Severity));
        _story.Resolve("PerdureErrors");
        Assert.Empty(_story.LookFor(3 * s_quiet));

        Assert.Equal(IncidentRefusal.None, _story.Book.Close(_story.Open.Id, "ops", _story.Now).Refusal);
        Assert.Equal(IncidentRefusal.IsClosed, _story.Book.Close(opened.Incident.Id, "ops", _story.Now).Refusal);
        Assert.Equal(IncidentRefusal.Unknown, _story.Book.Close("x", "ops", _story.Now).Refusal);
        Assert.Equal("closed by ops", Texts[^1]);
    }

    [Fact]
    public void What_still_fires_when_it_is_closed_by_hand_opens_none_until_it_fires_anew()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        var id = _story.Open.Id;
        _story.Book.Close(id, "ops", _story.Now);
        Assert.Empty(_story.LookFor(s_quiet));
        Assert.Equal(1, _story.Book.All[0].Firing);

        _story.Resolve("PerdureErrors");
        _story.LookFor(s_second, s_second);
        Assert.Equal(0, _story.Book.All[0].Firing);
        _story.Pass(s_quiet + s_second);
        _story.Fire("PerdureErrors");
        Assert.Equal(IncidentTurn.Opened, Assert.Single(_story.Look()).Turn);
        Assert.Equal(IncidentRefusal.OtherOpen, _story.Book.Reopen(id, "ops", _story.Seen()).Refusal);
        Assert.Equal(IncidentRefusal.Unknown, _story.Book.Reopen("x", "ops", _story.Seen()).Refusal);
    }

    [Fact]
    public void Event_that_comes_again_and_again_is_one_entry_that_says_how_often()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        for (var time = 0; time < 2_500; time++)
        {
            _story.Pass(TimeSpan.FromMilliseconds(500));
            _story.Happen(112, "instance-change", "catalog/c: breaker half-open: probes were allowed early", ("service", "catalog"), ("instance", "c"), ("what", "breaker half-open"));
            _story.Happen(110, "instance-trouble", $"catalog/c: breaker open: {time % 3} of 3 probes failed", ("service", "catalog"), ("instance", "c"), ("what", "breaker open"));
            _story.Look();
        }

        _story.Happen(111, "instance-recovery", "catalog/c: breaker closed", ("service", "catalog"), ("instance", "c"), ("what", "breaker closed"));
        _story.Happen(110, "instance-trouble", "catalog/c: breaker open: anew", ("service", "catalog"), ("instance", "c"), ("what", "breaker open"));
        _story.Look();

        Assert.Equal(0, _story.Open.LeftOut);
        Assert.Equal(
            [
                "PerdureErrors fires: service catalog: it is bad; it is 7%", "catalog/c: breaker half-open: probes were allowed early (2500 times until 12:20:50)",
                "catalog/c: breaker open: 0 of 3 probes failed (2500 times until 12:20:50)", "catalog/c: breaker closed", "catalog/c: breaker open: anew",
            ],
            Texts);
        Assert.Contains("2500 times, from 12:00:00 to 12:20:50", PostMortem.Write(_story.Open, "n", "s", _story.Now), StringComparison.Ordinal);
    }

    [Fact]
    public void Same_event_after_a_while_is_another_entry()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        for (var time = 0; time < 2; time++)
        {
            _story.Happen(110, "instance-trouble", "catalog/c: ejected", ("service", "catalog"), ("instance", "c"));
            _story.Happen(3, "reload-accepted", "perdure.yaml reloaded");
            _story.Look();
            _story.Pass(IncidentLimits.Alike + s_second);
        }

        Assert.Equal(2, Texts.Count(text => text == "catalog/c: ejected"));
        Assert.Equal(2, Texts.Count(text => text == "perdure.yaml reloaded"));
    }

    [Fact]
    public void Title_says_what_is_broken_before_it_says_that_a_budget_burns()
    {
        _story.Fire("PerdureBudgetBurn", AlertSeverity.Critical);
        _story.Look();
        _story.Fire("PerdureBudgetBurnFast", AlertSeverity.Critical);
        _story.Fire("OnesOwn", AlertSeverity.Critical);
        _story.Look();
        Assert.StartsWith("OnesOwn: ", _story.Open.Title, StringComparison.Ordinal);

        _story.Fire("PerdureServiceDown", AlertSeverity.Critical);
        _story.Look();
        Assert.StartsWith("PerdureServiceDown: ", _story.Open.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Alert_that_does_not_fire_again_after_a_restart_is_over_while_the_incident_goes_on()
    {
        _story.Fire("PerdureErrors");
        _story.Fire("PerdureServiceDown", AlertSeverity.Critical);
        _story.Look();
        _story.Restart();
        _story.Fire("PerdureErrors");
        _story.LookFor(IncidentLimits.Anew - s_second, s_second);
        Assert.Equal(2, _story.Open.Firing);

        _story.LookFor(s_second + s_second, s_second);

        Assert.Equal("PerdureErrors", Assert.Single(_story.Open.Alerts, alert => alert.Firing).Name);
        Assert.Equal("PerdureServiceDown did not fire again after the restart of the node", Texts[^1]);
    }

    [Fact]
    public void Slow_leak_of_a_budget_is_noted_and_holds_nothing_open()
    {
        _story.Fire("PerdureBudgetBurnSlow", trouble: false);
        Assert.Empty(_story.Look());
        _story.Fire("PerdureErrors");
        Assert.Single(_story.Look());
        _story.Resolve("PerdureErrors");

        var (turn, closed) = Assert.Single(_story.LookFor(s_quiet + s_second));

        Assert.Equal((IncidentTurn.Closed, "PerdureErrors: service catalog: it is bad"), (turn, closed.Title));
        Assert.Empty(_story.LookFor(6 * s_quiet));
    }

    [Fact]
    public void What_happened_while_it_was_closed_is_in_it_when_it_is_opened_again()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        _story.Happen(111, "instance-recovery", "it is well", ("service", "catalog"));
        _story.Resolve("PerdureErrors");
        _story.LookFor(s_quiet + s_second);
        _story.Pass(s_second);
        _story.Happen(110, "instance-trouble", "it is ill again", ("service", "catalog"));
        _story.Happen(110, "instance-trouble", "of another", ("service", "payments"));
        _story.Happen(3, "reload-accepted", "the cause");
        _story.Look();
        _story.Pass(TimeSpan.FromMinutes(1));
        _story.Fire("PerdureErrors");
        _story.Look();

        Assert.Equal(["it is well", "closed: nothing has fired for 10 min", "it is ill again", "the cause"], Texts.Where(text => !text.Contains("PerdureErrors", StringComparison.Ordinal)));
        Assert.Equal(_story.Open.Timeline.OrderBy(entry => entry.At), _story.Open.Timeline);

        // By hand too, and nothing twice.
        var id = _story.Open.Id;
        _story.Happen(6, "reload-warning", "just before");
        _story.Look();
        _story.Book.Close(id, "ops", _story.Now);
        _story.Happen(6, "reload-warning", "just after");
        _story.Book.Reopen(id, "ops", _story.Seen());
        Assert.Equal(1, Texts.Count(text => text == "just before"));
        Assert.Equal(1, Texts.Count(text => text == "just after"));
        Assert.True(_story.Open.ByHand);
    }

    [Fact]
    public void Alert_of_a_closed_incident_ends_with_a_restart_and_one_that_is_only_noted_goes_on()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        _story.Book.Close(_story.Open.Id, "ops", _story.Now);
        Assert.Equal(1, _story.Book.All[0].Firing);
        _story.Restart();
        _story.Look();
        Assert.Equal(0, _story.Book.All[0].Firing);

        _story.Pass(s_quiet + s_second);
        _story.Fire("PerdureErrors");
        _story.Fire("ToKnow", AlertSeverity.Info);
        _story.Look();
        _story.Look();
        _story.Resolve("PerdureErrors");
        _story.LookFor(s_quiet + s_second);
        var closed = _story.Book.All[0];
        Assert.Equal((false, "ToKnow"), (closed.Open, Assert.Single(closed.Alerts, alert => alert.Firing).Name));

        _story.Resolve("ToKnow");
        _story.Look();
        Assert.Equal(0, _story.Book.All[0].Firing);
    }

    [Fact]
    public void Incident_that_is_open_at_a_restart_goes_on_and_ends_by_itself()
    {
        _story.Fire("PerdureErrors");
        _story.Look();
        _story.Restart();
        Assert.True(_story.Open.Open);
        Assert.Empty(_story.LookFor(s_quiet - s_second, s_second));

        _story.Fire("PerdureErrors");
        Assert.Empty(_story.Look());
        Assert.Contains("PerdureErrors fires again: service catalog: it is bad; it is 7%", Texts);
        _story.Restart();

        var (turn, closed) = Assert.Single(_story.LookFor(s_quiet + s_second));
        Assert.Equal((IncidentTurn.Closed, 0), (turn, closed.Firing));
    }

    [Fact]
    public void File_with_two_open_ones_keeps_the_newer_open()
    {
        var book = new IncidentBook();
        Incident At(int hour) => new() { Id = $"{hour}", Title = "t", Severity = AlertSeverity.Warning, OpenedAt = _story.Now.AddHours(hour) };

        book.Load([At(1), At(3), At(2), At(3)], 0);

        Assert.Equal([("3", true), ("2", false), ("1", false)], book.All.Select(incident => (incident.Id, incident.Open)));
    }

    [Fact]
    public void Only_so_many_are_kept()
    {
        for (var at = 0; at < IncidentLimits.IncidentsMax + 10; at++)
        {
            _story.Pass(s_second);
            var id = _story.Book.OpenByHand($"t{at}", "ops", _story.Seen()).Incident!.Id;
            _story.Book.Close(id, "ops", _story.Now);
            _story.Look();
        }

        Assert.True(_story.Book.All.Length <= IncidentLimits.IncidentsMax);
        Assert.Equal($"t{IncidentLimits.IncidentsMax + 9}", _story.Book.All[0].Title);
    }

    [Fact]
    public void Harm_is_added_up_for_the_open_one()
    {
        _story.Fire("PerdureErrors");
        _story.Look();

        _story.Book.Count([new RouteImpact("a", 10, 0, 0, 0), new RouteImpact("b", 10, 3, 1, 1)]);
        _story.Book.Count([new RouteImpact("b", 5, 1, 0, 0)]);

        Assert.Equal([new RouteImpact("b", 15, 4, 1, 1), new RouteImpact("a", 10, 0, 0, 0)], _story.Open.Impact.AsEnumerable());
    }
}
