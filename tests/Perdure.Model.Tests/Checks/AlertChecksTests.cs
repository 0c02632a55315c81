using Perdure.Model.Reading;

namespace Perdure.Model.Tests.Checks;

public sealed class AlertChecksTests
{
    private static string Rule(string text) => SystemFile.WithKey("alerts:\n  - " + text);

    [Theory]
    [InlineData("{ service: b, signal: error-ratio, above: 5% }", "8:34: error: alerts[0].expr.service: expected the name of a service, found \"b\"; did you mean \"a\"?")]
    [InlineData("{ route: al, signal: error-ratio, above: 5% }", "8:32: error: alerts[0].expr.route: expected the name of a route, found \"al\"; did you mean \"all\"?")]
    [InlineData("{ queue: mail, signal: queue-age, above: 1m }", "8:32: error: alerts[0].expr.queue: expected the name of a queue, found \"mail\"; this file has no queue")]
    public void Name_that_leads_nowhere_is_told(string expr, string says) => SystemFile.Says(Rule($"{{ alert: R, expr: {expr} }}"), says);

    [Theory]
    [InlineData("{ queue: a, signal: error-ratio, above: 5% }", "error-ratio is not of a queue; write service or route")]
    [InlineData("{ service: a, signal: store-lost }", "store-lost is not of a service; remove it: it is of the node itself")]
    [InlineData("{ signal: store-lost, above: 1 }", "store-lost is so or not; remove above")]
    [InlineData("{ signal: error-ratio, above: 10 }", "expected a percentage for error-ratio, found 10; write it like 5%")]
    [InlineData("{ signal: latency-p99, above: 5% }", "expected a duration for latency-p99, found 5%; write it like 250ms")]
    [InlineData("{ signal: queue-depth, above: 1m }", "expected a number for queue-depth, found 1m; write it like 10")]
    [InlineData("{ signal: error-ratio }", "expected a bound, found none; add above or below, such as above: 5%")]
    [InlineData("{ signal: error-ratio, above: 5%, below: 1% }", "expected one bound, found above and below; keep one of the two")]
    [InlineData("{ service: a, route: all, signal: error-ratio, above: 5% }", "expected one of service, route, queue and listener, found service and route; keep one of the two")]
    [InlineData("{ signal: disk-used, above: 90%, over: 1m }", "disk-used is as of now, not over a time; remove over; how long it must be so goes into for")]
    [InlineData("{ signal: error-rate, above: 5% }", "did you mean \"error-ratio\"?")]
    public void Expression_that_means_nothing_is_told(string expr, string says) =>
        Assert.EndsWith(says, Assert.Single(SystemFile.Lines(SystemFile.Read(Rule($"{{ alert: R, expr: {expr} }}")))), StringComparison.Ordinal);

    [Fact]
    public void Rule_of_ones_own_needs_an_expression() =>
        SystemFile.Says(Rule("{ alert: PerdureStoreLos }"), "8:5: error: alerts[0].expr: expected expr, found nothing; did you mean \"PerdureStoreLost\"?");

    [Fact]
    public void Name_is_given_once() => Assert.Contains(
        "expected a unique alert, found that of alerts[0]",
        Assert.Single(SystemFile.Lines(SystemFile.Read(Rule("{ alert: PerdureStoreLost, for: 1s }\n  - { alert: PerdureStoreLost, for: 2s }")))),
        StringComparison.Ordinal);

    [Fact]
    public void Label_of_perdure_is_not_given_again() => SystemFile.Says(
        Rule("{ alert: PerdureStoreLost, labels: { node: x } }"), "8:42: error: alerts[0].labels.node: the label node is given by Perdure; choose another name");

    [Fact]
    public void Runbook_that_is_not_there_is_a_warning() => SystemFile.Says(
        Rule("{ alert: PerdureStoreLost, runbook: nowhere.md }"),
        "8:41: warning: alerts[0].runbook: there is no such file; write down there what to do when the alert fires");

    [Fact]
    public void Runbook_that_the_node_would_not_show_is_a_warning()
    {
        var folder = Directory.CreateTempSubdirectory("perdure-runbooks-");
        var file = Path.Combine(folder.FullName, "conf", "perdure.yaml");
        try
        {
            foreach (var name in (string[])["one/errors.md", "two/errors.md", "../outside.md"])
            {
                var runbook = Path.GetFullPath(Path.Combine(folder.FullName, "conf", name));
                Directory.CreateDirectory(Path.GetDirectoryName(runbook)!);
                File.WriteAllText(runbook, "# what to do");
            }

            File.WriteAllText(file, Rule("{ alert: PerdureErrors, runbook: one/errors.md }\n  - { alert: PerdureStoreLost, runbook: two/errors.md }\n  - { alert: PerdureShedding, runbook: ../outside.md }\n  - { alert: PerdureDiskFull, runbook: one/errors.md }"));

            var says = SystemFileReader.Read(file, new SystemFileOptions()).Diagnostics.Select(diagnostic => $"{diagnostic.Path}: {diagnostic.Message}");

            Assert.Equal(
                [
                    "alerts[1].runbook: the rule PerdureErrors has another file of this name, and the node shows only that one",
                    "alerts[2].runbook: it is outside of the directory of the system file, where the node does not read it",
                ],
                says);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Url_of_a_runbook_is_taken_as_it_is() =>
        Assert.Contains(SystemFile.Model(Rule("{ alert: PerdureStoreLost, runbook: \"https://wiki.example/x\" }")).Alerts, rule => rule.Runbook == "https://wiki.example/x");

    [Fact]
    public void Built_in_rules_are_in_force_without_a_word() =>
        Assert.Equal(BuiltInAlerts.All.Select(rule => rule.Name), SystemFile.Model(SystemFile.Head).Alerts.Select(rule => rule.Name));

    [Fact]
    public void Built_in_rule_is_changed_in_part_and_switched_off_in_whole()
    {
        var alerts = SystemFile.Model(Rule("{ alert: PerdureStoreLost, for: 1m, labels: { team: core } }\n  - { alert: PerdureDiskFull, disabled: true }")).Alerts;

        var changed = Assert.Single(alerts, rule => rule.Name == "PerdureStoreLost");
        var before = BuiltInAlerts.Find("PerdureStoreLost")!;
        Assert.Equal((TimeSpan.FromMinutes(1), before.Expression, before.Severity, before.Runbook), (changed.For, changed.Expression, changed.Severity, changed.Runbook));
        Assert.Equal("core", changed.Labels["team"]);
        Assert.DoesNotContain(alerts, rule => rule.Name == "PerdureDiskFull");
        Assert.Equal(BuiltInAlerts.All.Length - 1, alerts.Length);
    }

    [Fact]
    public void Webhook_has_the_defaults_of_alertmanager()
    {
        var told = Assert.Single(SystemFile.Model(SystemFile.WithKey("notify: [{ webhook: \"https://hooks.example/secret/path\" }]")).Notify);

        Assert.Equal(["alertname"], told.GroupBy.ToArray());
        Assert.Equal((30.0, 300.0, 14_400.0, true), (told.GroupWait.TotalSeconds, told.GroupInterval.TotalSeconds, told.RepeatInterval.TotalSeconds, told.SendResolved));
        Assert.DoesNotContain("secret", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Token_in_the_file_is_a_warning_and_is_not_shown()
    {
        var says = Assert.Single(SystemFile.Lines(SystemFile.Read(SystemFile.WithKey("notify: [{ webhook: http://x/, token: geheim }]"))));

        Assert.Contains("warning: notify[0].token: a secret that anybody who can read the file knows", says, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://x/secret")]
    [InlineData("http://user:secret@x/")]
    [InlineData("secret")]
    public void Webhook_that_is_none_is_refused_and_not_shown(string url)
    {
        var says = Assert.Single(SystemFile.Lines(SystemFile.Read(SystemFile.WithKey($"notify: [{{ webhook: \"{url}\" }}]"))));

        Assert.Contains("expected a url such as", says, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", says, StringComparison.Ordinal);
    }
}
