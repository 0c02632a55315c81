using Perdure.Model;
using Perdure.Telemetry.Incidents;

namespace Perdure.Telemetry.Tests.Incidents;

/// <summary>Hours of alerts, events, people and restarts from seeds, and what must be so all the time.</summary>
public sealed class IncidentSimulationTests
{
    private const int Rules = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Incidents_keep_their_promises(int seed)
    {
        var (random, story) = (new Random(seed), new Story());
        var written = new Dictionary<string, HashSet<string>>();
        var (opened, closed, reopened, note) = (0, 0, 0, 0);
        var heldMs = 0L;
        for (var step = 0; step < 3_000; step++)
        {
            story.Pass(TimeSpan.FromSeconds(random.Next(1, 20)));
            var rule = $"rule-{random.Next(Rules)}";
            switch (random.Next(40))
            {
                case 0 when !story.Fires(rule):
                    story.Fire(rule, (AlertSeverity)random.Next(3), $"service-{random.Next(3)}");
                    break;
                case < 14 when story.Fires(rule):
                    story.Resolve(rule);
                    break;
                case < 20:
                    story.Happen(110, "instance-trouble", $"event {step}", ("service", $"service-{random.Next(3)}"));
                    break;
                case 20 when story.Book.All is { Length: > 0 } all:
                    var about = all[random.Next(all.Length)].Id;
                    if (story.Book.Write(about, new IncidentEntry { At = story.Now, Kind = "note", Text = $"note {++note}" }).Refusal == IncidentRefusal.None)
                        (written.TryGetValue(about, out var notes) ? notes : written[about] = []).Add($"note {note}");
                    break;
                case 21 when random.Next(4) == 0:
                    story.Restart();
                    heldMs = story.NowMs;
                    break;
                case 22 when random.Next(4) == 0 && story.Book.Open is { } open:
                    story.Book.Close(open.Id, "ops", story.Now);
                    closed++;
                    break;
            }

            foreach (var (turn, incident) in story.Look())
            {
                opened += turn == IncidentTurn.Opened ? 1 : 0;
                closed += turn == IncidentTurn.Closed ? 1 : 0;
                reopened += turn == IncidentTurn.Reopened ? 1 : 0;
                if (turn == IncidentTurn.Closed)
                    Assert.True(story.NowMs - heldMs >= IncidentLimits.Quiet.TotalMilliseconds, $"seed {seed}, step {step}: closed although something fired");
            }

            if (story.Book.Open?.Alerts.Any(alert => alert.Counts && story.FiresExactly(alert.Fingerprint)) == true)
                heldMs = story.NowMs;
            Check(story, seed, step);
        }

        Assert.True(opened > 3 && closed > 3, $"seed {seed}: nothing happened");
        Assert.Equal(opened + reopened - closed, story.Book.Open is null ? 0 : 1);
        foreach (var (id, notes) in written)
        {
            var incident = story.Book.All.FirstOrDefault(one => one.Id == id);
            if (incident is not null)
                Assert.True(notes.IsSubsetOf(incident.Timeline.Select(entry => entry.Text)), $"seed {seed}: a note is lost");
        }
    }

    private static void Check(Story story, int seed, int step)
    {
        var all = story.Book.All;
        Assert.True(all.Count(incident => incident.Open) <= 1, $"seed {seed}, step {step}: two are open");
        Assert.True(all.Length <= IncidentLimits.IncidentsMax && all.Select(incident => incident.Id).Distinct().Count() == all.Length, $"seed {seed}, step {step}: ids");

        // What changes is the newest one, nearly always: the others were looked at before.
        foreach (var incident in all.Take(2))
        {
            Assert.True(incident.Timeline.Zip(incident.Timeline.Skip(1)).All(pair => pair.First.At <= pair.Second.At), $"seed {seed}, step {step}: out of order");
            Assert.True(incident.Timeline.Count <= IncidentLimits.EntriesMax && incident.Alerts.Length <= IncidentLimits.AlertsMax, $"seed {seed}, step {step}: too large");
            Assert.True(incident.LeftOut == 0 || incident.Timeline.Count >= IncidentLimits.EventsMax, $"seed {seed}, step {step}: left out although there was room");
            Assert.True(incident.ClosedAt is null || incident.ClosedAt >= incident.OpenedAt, $"seed {seed}, step {step}: closed before it was opened");
        }

        Assert.False(
            story.Book.Open is null && story.Firing.Any(alert => alert.Severity != AlertSeverity.Info && !all.Any(incident => incident.Alerts.Any(one => one.Fingerprint == alert.Fingerprint))),
            $"seed {seed}, step {step}: something fires and no incident is open");
    }
}
