using Microsoft.Extensions.Logging;
using Perdure.Console.Alerts;
using Perdure.Console.Incidents;
using Perdure.Telemetry.Events;
using Perdure.Telemetry.Incidents;
using Perdure.Telemetry.Runbooks;
using Perdure.Terminal;
using Spectre.Console;

namespace Perdure.Tests.Terminal;

public sealed class IncidentPageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly AlertStatus Alert = new()
    {
        Name = "PerdureErrors", State = "firing", Severity = "critical", Expression = "x", Labels = new Dictionary<string, string> { ["service"] = "catalog" },
        Annotations = new Dictionary<string, string>(), Runbook = "docs/runbooks/PerdureErrors.md", ActiveAt = Now, Fingerprint = "f",
    };

    [Fact]
    public void List_shows_what_is_open_for_how_long()
    {
        var summary = new IncidentSummary { Id = "20260301-115000", Title = "errors [of]\u001b[31m catalog", State = "open", Severity = "critical", OpenedAt = Now.AddMinutes(-10), Services = ["catalog"], Alerts = 2, Entries = 7 };
        var page = Render(screen => IncidentPage.Write(screen, new IncidentList([summary]), Now));

        Assert.All(["20260301-115000", "open", "critical", "10m00s", "catalog", "errors [of][31m catalog"], part => Assert.Contains(part, page, StringComparison.Ordinal));
        Assert.Contains("no incidents", Render(screen => IncidentPage.Write(screen, new IncidentList([]), Now)), StringComparison.Ordinal);
    }

    [Fact]
    public void Incident_is_shown_with_its_time_line_and_whom_it_hurt()
    {
        var details = new IncidentDetails
        {
            Id = "1", Title = "errors", State = "closed", Severity = "critical", OpenedAt = Now, ClosedAt = Now.AddMinutes(3), Services = [], Firing = 0, Entries = 1, OpenedBy = "ops", LeftOut = 3,
            Timeline = [new IncidentEntry { At = Now, Kind = "note", Text = "two\nlines\u001b[2J", By = "ops" }],
            Alerts = [Alert],
            Impact = [new RouteImpact("web", 10, 3, 2, 1), new RouteImpact("calm", 10, 0, 0, 0)],
        };
        var page = Render(screen => IncidentPage.Write(screen, details, Now));

        string[] parts =
        [
            "closed, critical, opened 2026-03-01 12:00:00 by ops, closed 2026-03-01 12:03:00, lasted 3m00s", "PerdureErrors firing (critical)  docs/runbooks/PerdureErrors.md",
            "web: of 10 requests 3 failed, 2 shed, 1 degraded", "2026-03-01 12:00:00  note    ops: two lines[2J", "3 more had no room",
        ];
        Assert.All(parts, part => Assert.Contains(part, page, StringComparison.Ordinal));
        Assert.DoesNotContain("calm", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Runbook_for_an_alert_has_its_names_in_the_commands()
    {
        var runbook = RunbookParser.Parse("x", "# T\n\nx\n\n## Now\n\n1. `perdure drain SERVICE INSTANCE`: [out]");
        var page = Render(screen => RunbookPage.Write(screen, runbook, Alert));

        Assert.All(["# T", "PerdureErrors firing since", "## Now", "1. `perdure drain catalog INSTANCE`: [out]"], part => Assert.Contains(part, page, StringComparison.Ordinal));
        Assert.Contains("drain SERVICE INSTANCE", Render(screen => RunbookPage.Write(screen, runbook, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Event_is_one_line()
    {
        var journal = new EventJournal(TimeProvider.System);
        var happened = journal.Add(110, "instance-trouble", LogLevel.Warning, "catalog: [x]\nejected");

        Assert.Contains("warn  instance-trouble  catalog: [x] ejected", Render(screen => EventLine.Write(screen, happened)), StringComparison.Ordinal);
    }

    private static string Render(Action<IAnsiConsole> write)
    {
        using var text = new StringWriter();
        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        screen.Profile.Width = 250;
        write(screen);
        return text.ToString();
    }
}
