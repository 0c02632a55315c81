using Perdure.Console.Nodes;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>One row a service, and below it one row an instance. A narrow screen gets fewer columns rather than broken ones.</summary>
internal static class InstanceTable
{
    /// <summary>The table as it stands at <paramref name="now"/>, for a screen of <paramref name="width"/> characters.</summary>
    public static Table Of(IReadOnlyList<ServiceStatus> services, int width, DateTimeOffset now)
    {
        var columns = InstanceColumns.For(services, width, now);
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("service").NoWrap().Padding(0, 1));
        foreach (var column in columns)
        {
            var shown = new TableColumn(column.Name).NoWrap().Padding(0, 1);
            table.AddColumn(column.IsNumber ? shown.RightAligned() : shown);
        }

        table.AddColumn(new TableColumn("why").Padding(1, 0));
        foreach (var service in services)
        {
            var name = $"[bold]{Markup.Escape(service.Name)}[/]";
            table.AddRow([name, .. columns.Select(column => ServiceCell(service, column)), Summary(service)]);
            foreach (var instance in service.Instances)
                table.AddRow([Name(instance), .. columns.Select(column => column.Cell(instance)), Markup.Escape(Why(instance))]);
        }

        return table;
    }

    private static string ServiceCell(ServiceStatus service, InstanceColumn column) =>
        column.Name == "state" && service.Panic ? InstanceColumns.Coloured("panic") : "";

    private static string Summary(ServiceStatus service) =>
        $"{Markup.Escape(service.Balancing)}; {ShortText.Count(service.Good)} good, {ShortText.Count(service.Failed)} failed, " +
        $"{ShortText.Count(service.Retries)} retries" +
        (service.Degraded > 0 ? $", {ShortText.Count(service.Degraded)} degraded" : "") +
        (service.Shed > 0 ? $", {ShortText.Count(service.Shed)} turned away" : "") +
        (service.Hedges > 0 ? $", {ShortText.Count(service.Hedges)} hedges ({ShortText.Count(service.HedgesWon)} won)" : "") +
        (service.PoisonRefused > 0 ? $", {ShortText.Count(service.PoisonRefused)} refused as poison" : "") +
        (service.Bulkhead is { } bulkhead ? $"; {OverloadLines.Of(bulkhead)}" : "");

    private static string Name(InstanceStatus instance) => "  " + Markup.Escape(instance.Id) + (instance.Standby ? " (standby)" : "");

    // While an instance serves, why it came to do so is of no interest.
    private static string Why(InstanceStatus instance)
    {
        var why = instance.State == "available" ? "" : instance.Why;
        if (instance.Process is not { State: not "running", LastExit: { } exit })
            return why;
        return why.Length == 0 ? $"process: {exit}" : $"{why}; process: {exit}";
    }
}
