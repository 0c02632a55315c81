using Perdure.Model;
using Perdure.Telemetry.Incidents;

namespace Perdure.Telemetry.Tests.Incidents;

public sealed class PostMortemTests
{
    private readonly Story _story = new();

    private string Text => PostMortem.Write(_story.Book.All[0], "node-1", "shop", _story.Now);

    [Fact]
    public void Draft_has_what_is_known_and_asks_for_the_rest()
    {
        _story.Happen(110, "instance-trouble", "catalog/c1: breaker open: 5 of 5 failed", ("service", "catalog"), ("instance", "c1"), ("what", "breaker open"));
        _story.Look();
        _story.Pass(TimeSpan.FromSeconds(75));
        _story.Fire("PerdureErrors", AlertSeverity.Critical, pending: TimeSpan.FromSeconds(60));
        _story.Look();
        _story.Book.Count([new RouteImpact("web", 1_000, 120, 30, 50), new RouteImpact("other", 10, 0, 0, 0)]);
        _story.Happen(201, "audit", "ops asked for drain of catalog/c1: Done", ("by", "ops"), ("service", "catalog"));
        _story.Book.Write(null, new IncidentEntry { At = _story.Now, Kind = "note", Text = "we called the provider", By = "ops" });
        _story.Look();
        _story.Resolve("PerdureErrors");
        _story.LookFor(IncidentLimits.Quiet + TimeSpan.FromSeconds(10));

        string[] parts =
        [
            "# Post-mortem: PerdureErrors: service catalog: it is bad", "| severity | critical |", "| services | catalog |", "| opened | 2026-03-01 12:01:15 UTC |", "## Summary",
            "| web | 1000 | 120 | 30 | 50 | 20 % |", "In all 120 of 1010 requests failed, 30 were turned away, 50 got a degraded answer.", "from 2026-03-01 12:00:15 UTC",
            "The first sign was at 2026-03-01 12:00:00 UTC (catalog/c1: breaker open: 5 of 5 failed); the first alert fired 1 min 15 s later.",
            "- catalog/c1: breaker open, at 12:00:00", "ops, action: ops asked for drain of catalog/c1: Done", "ops, note: we called the provider",
            "| PerdureErrors | catalog | critical | 2026-03-01 12:01:15 UTC |", "perdure runbook show PerdureErrors", "| 2026-03-01 12:00:00 | event | catalog/c1: breaker open: 5 of 5 failed |  |",
            "## Root cause", "## Lessons", "## Actions",
        ];
        Assert.All(parts, part => Assert.Contains(part, Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_incident_without_alerts_says_so()
    {
        _story.Book.OpenByHand("payments are slow", "ops", _story.Seen());

        string[] parts = ["still open at", "opened by hand; no alert fired", "No alert fired: people found it.", "No requests were counted", "## Alerts\n\nNone."];
        Assert.All(parts, part => Assert.Contains(part, Text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_others_wrote_stays_text()
    {
        _story.Book.OpenByHand("a | b <script>", "ops", _story.Seen());
        _story.Book.Write(null, new IncidentEntry { At = _story.Now, Kind = "note", Text = "# x\n| a | b |\n![i](http://e) `c` [l](javascript:alert(1)) <b>&amp;\u001b[31m", By = "o|s" });

        Assert.Contains("a \\| b \\<script\\>", Text, StringComparison.Ordinal);
        Assert.Contains(
            "| note | \\# x \\| a \\| b \\| !\\[i\\](http://e) \\`c\\` \\[l\\](javascript:alert(1)) \\<b\\>&amp;amp;\\[31m | o\\|s |", Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', Text);
        var rows = Text.Split('\n').SkipWhile(line => line != "## Time line").Where(line => line.StartsWith('|')).ToList();
        Assert.All(rows, row => Assert.Equal(5, row.Replace("\\|", "", StringComparison.Ordinal).Count(character => character == '|')));
    }

    [Fact]
    public void Runbook_that_is_a_url_is_a_link_and_cannot_leave_it()
    {
        var alert = _story.Fire("Mine");
        _story.Look();
        var book = new IncidentBook();
        var incident = _story.Open;
        book.Load([incident with { Alerts = [incident.Alerts[0] with { Runbook = "https://wiki.example/x?a=(b)|c>" }] }], 0);

        Assert.Contains("[runbook](<https://wiki.example/x?a=(b)%7Cc%3E>)", PostMortem.Write(book.All[0], "n", "s", _story.Now), StringComparison.Ordinal);
        Assert.NotNull(alert);
    }
}
