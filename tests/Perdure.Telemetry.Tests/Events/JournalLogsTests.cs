using Microsoft.Extensions.Logging;
using Perdure.Telemetry.Events;

namespace Perdure.Telemetry.Tests.Events;

public sealed partial class JournalLogsTests
{
    private readonly EventJournal _journal = new(TimeProvider.System);
    private readonly ILogger _log;

    public JournalLogsTests()
    {
        using var logs = new JournalLogs(_journal);
        _log = logs.CreateLogger("Perdure.Gateway");
    }

    [Fact]
    public void Message_becomes_an_event_with_what_it_is_about()
    {
        Trouble(_log, "catalog", "/catalog-1", "breaker open", "5 of 5 failed");

        var happened = Assert.Single(_journal.After(0));
        Assert.Equal((110, "instance-trouble", "warn", "catalog/catalog-1: breaker open: 5 of 5 failed"), (happened.Id, happened.Name, happened.Level, happened.Text));
        Assert.Equal(("catalog", "catalog-1", "breaker open"), (happened.Label("service"), happened.Label("instance"), happened.Label("what")));
    }

    [Fact]
    public void Panic_of_a_service_names_no_instance()
    {
        Trouble(_log, "catalog", "", "panic", "1 of 3 is well");

        Assert.Null(_journal.After(0)[0].Label("instance"));
    }

    [Fact]
    public void Alert_names_what_it_is_of()
    {
        _log.AlertFiring("PerdureErrors", " of route web", "critical", "error-ratio above 5%", "7%");

        var happened = Assert.Single(_journal.After(0));
        Assert.Equal(("PerdureErrors", "web", "critical"), (happened.Label("alert"), happened.Label("route"), happened.Label("severity")));
        Assert.StartsWith("alert PerdureErrors of route web fires", happened.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_messages_and_those_of_libraries_are_no_events()
    {
        using var logs = new JournalLogs(_journal);
        Output(_log, "a", "b", "a secret of a process");
        Trouble(logs.CreateLogger("Microsoft.AspNetCore.Server.Kestrel"), "catalog", "", "x", "y");

        Assert.Equal(0, _journal.Last);
        Assert.False(_log.IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public void Long_value_is_cut()
    {
        Trouble(_log, "catalog", "/c", "x", new string('w', 900));

        Assert.Equal(200, _journal.After(0)[0].Label("why")!.Length);
    }

    [LoggerMessage(110, LogLevel.Warning, "{Service}{Instance}: {What}: {Why}", EventName = "InstanceTrouble")]
    private static partial void Trouble(ILogger log, string service, string instance, string what, string why);

    [LoggerMessage(308, LogLevel.Information, "{Service}/{Instance} | {Line}", EventName = "process-output")]
    private static partial void Output(ILogger log, string service, string instance, string line);
}
