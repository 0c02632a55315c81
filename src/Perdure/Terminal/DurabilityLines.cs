using Perdure.Console.Nodes;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The lines of <c>perdure status</c> about the durable store and its queues.</summary>
internal static class DurabilityLines
{
    /// <summary>Writes them.</summary>
    public static void Write(IAnsiConsole screen, DurabilityStatus status)
    {
        screen.MarkupLine($"durable    {Markup.Escape(status.Engine)} at {Markup.Escape(status.Location)}  [{StateStyle.Of(status.State)}]{Markup.Escape(status.State)}[/]");
        string?[] remarks = [status.Problem, status.Warning];
        foreach (var remark in remarks.Where(text => text is not null))
            screen.WriteLine($"           {remark}");
        foreach (var route in status.HeldRoutes)
            screen.WriteLine($"           deferred requests wait for the route {route}, which is gone or does not defer: bring it back, or purge them");
        foreach (var queue in status.Queues)
        {
            var oldest = queue.OldestAt is null ? "" : $", the oldest {ShortText.Span(TimeSpan.FromSeconds(queue.OldestAgeSeconds))} old";
            screen.WriteLine(
                $"queue      {queue.Name}  {ShortText.Count(queue.Pending)} pending, {ShortText.Count(queue.Claimed)} in hand, {ShortText.Count(queue.Dead)} dead{oldest}");
        }
    }
}
