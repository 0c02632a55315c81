using System.Globalization;
using Perdure.Console.Nodes;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>One row a service, and below it one row an instance.</summary>
internal static class InstanceTable
{
    /// <summary>The table as it stands at <paramref name="now"/>.</summary>
    public static Table Of(IReadOnlyList<ServiceStatus> services, DateTimeOffset now)
    {
        // What this system does not have takes no room.
        var zones = services.Any(service => service.Instances.Any(instance => instance.Zone is not null));
        var processes = services.Any(service => service.Instances.Any(instance => instance.Process is not null));
        var table = new Table().Border(TableBorder.Simple);
        AddColumns(table, zones, processes);
        foreach (var service in services)
        {
            AddService(table, service, zones, processes);
            foreach (var instance in service.Instances)
                AddInstance(table, instance, now, zones, processes);
        }

        return table;
    }

    private static void AddColumns(Table table, bool zones, bool processes)
    {
        Left("service");
        if (zones)
            Left("zone");
        Left("state");
        Right("for");
        Left("breaker");
        Right("weight");
        Right("flight");
        Right("req/s");
        Right("errors");
        Right("p50 ms");
        Right("p99 ms");
        Right("ejected");
        if (processes)
            Left("process");
        table.AddColumn(new TableColumn("why").Padding(1, 0));

        void Left(string name) => table.AddColumn(new TableColumn(name).NoWrap().Padding(0, 1));
        void Right(string name) => table.AddColumn(new TableColumn(name).NoWrap().RightAligned().Padding(0, 1));
    }

    private static void AddService(Table table, ServiceStatus service, bool zones, bool processes)
    {
        var cells = new List<string> { $"[bold]{Markup.Escape(service.Name)}[/]" };
        if (zones)
            cells.Add("");
        cells.Add(service.Panic ? $"[{StateStyle.Bad}]panic[/]" : "");
        cells.AddRange(["", "", "", "", "", "", "", "", ""]);
        if (processes)
            cells.Add("");
        cells.Add(
            $"{Markup.Escape(service.Balancing)}; {ShortText.Count(service.Good)} good, {ShortText.Count(service.Failed)} failed, " +
            $"{ShortText.Count(service.Retries)} retries");
        table.AddRow([.. cells]);
    }

    private static void AddInstance(Table table, InstanceStatus instance, DateTimeOffset now, bool zones, bool processes)
    {
        var cells = new List<string> { "  " + Markup.Escape(instance.Id) + (instance.Standby ? " (standby)" : "") };
        if (zones)
            cells.Add(Markup.Escape(instance.Zone ?? "-"));
        cells.Add(Coloured(instance.State));
        cells.Add(ShortText.Span(now - instance.Since));
        cells.Add(Coloured(instance.Breaker.State));
        cells.Add(Weight(instance));
        cells.Add(instance.InFlight == 0 ? "-" : ShortText.Count(instance.InFlight));
        cells.Add(ShortText.Number(instance.RequestsPerSecond));
        cells.Add(ShortText.Percent(instance.ErrorRatio));
        cells.Add(ShortText.Number(instance.P50Ms));
        cells.Add(ShortText.Number(instance.P99Ms));
        cells.Add(instance.Ejections == 0 ? "-" : ShortText.Count(instance.Ejections));
        if (processes)
            cells.Add(Process(instance.Process));
        cells.Add(Markup.Escape(Why(instance)));
        table.AddRow([.. cells]);
    }

    private static string Coloured(string state) => $"[{StateStyle.Of(state)}]{Markup.Escape(state)}[/]";

    private static string Weight(InstanceStatus instance)
    {
        var full = instance.Weight.ToString("0.##", CultureInfo.InvariantCulture);
        var now = instance.EffectiveWeight.ToString("0.##", CultureInfo.InvariantCulture);
        return now == full ? full : $"{now}/{full}";
    }

    private static string Process(InstanceProcess? process) => process switch
    {
        null => "-",
        { Pid: { } pid } => Coloured(process.State) + $" {pid}" + Restarts(process),
        _ => Coloured(process.State) + Restarts(process),
    };

    private static string Restarts(InstanceProcess process) => process.Restarts == 0 ? "" : $" +{process.Restarts}";

    // While an instance serves, why it came to do so is of no interest.
    private static string Why(InstanceStatus instance)
    {
        var why = instance.State == "available" ? "" : instance.Why;
        return instance.Process is { State: not "running", LastExit: { } exit } ? $"{why}{(why.Length == 0 ? "" : "; ")}process: {exit}" : why;
    }
}
