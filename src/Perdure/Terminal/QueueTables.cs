using System.Globalization;
using Perdure.Console.Nodes;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The pages of <c>perdure queue</c>.</summary>
internal static class QueueTables
{
    /// <summary>Writes the queues, a row each.</summary>
    public static void Write(IAnsiConsole screen, IReadOnlyList<QueueStatus> queues)
    {
        if (queues.Count == 0)
        {
            screen.WriteLine("no queues; a new one goes under queues in the system file");
            return;
        }

        var table = Table("queue", "pending", "in hand", "done", "dead", "oldest", "recovered", "given up", "room");
        foreach (var queue in queues)
        {
            table.AddRow(
                Markup.Escape(queue.Name),
                ShortText.Tally(queue.Pending),
                ShortText.Tally(queue.Claimed),
                ShortText.Tally(queue.Done),
                queue.Dead == 0 ? "-" : $"[{StateStyle.Bad}]{ShortText.Count(queue.Dead)}[/]",
                Oldest(queue),
                ShortText.Tally(queue.Recovered),
                ShortText.Tally(queue.GivenUp),
                queue.Declared ? ShortText.Count(Math.Max(0, queue.MaxDepth - queue.Pending - queue.Claimed - queue.Dead)) : "not declared");
        }

        screen.Write(table);
    }

    /// <summary>Writes one queue.</summary>
    public static void Write(IAnsiConsole screen, QueueStatus queue)
    {
        Write(screen, [queue]);
        screen.WriteLine(
            $"since the start of the node: {ShortText.Count(queue.Enqueued)} accepted, {ShortText.Count(queue.Skipped)} skipped by their dedupe key, " +
            $"{ShortText.Count(queue.Leased)} leased, {ShortText.Count(queue.Completed)} completed, {ShortText.Count(queue.Failed)} attempts failed");
    }

    /// <summary>Writes jobs, a row each.</summary>
    public static void Write(IAnsiConsole screen, IReadOnlyList<JobDetails> jobs, DateTimeOffset now)
    {
        if (jobs.Count == 0)
        {
            screen.WriteLine("no jobs");
            return;
        }

        var table = Table("job", "state", "tries", "age", "next", "bytes", "group", "last error");
        foreach (var job in jobs)
        {
            table.AddRow(
                Markup.Escape(job.Id),
                job.State == "dead" ? $"[{StateStyle.Bad}]dead[/]" : Markup.Escape(job.State),
                job.Attempts.ToString(CultureInfo.InvariantCulture),
                ShortText.Span(now - job.EnqueuedAt),
                Next(job, now),
                ShortText.Count(job.PayloadBytes),
                Markup.Escape(job.Group ?? ""),
                Markup.Escape(Cut(job.LastError ?? "")));
        }

        screen.Write(table);
    }

    private static string Oldest(QueueStatus queue) => queue.OldestAt is null ? "-" : ShortText.Span(TimeSpan.FromSeconds(queue.OldestAgeSeconds));

    private static string Next(JobDetails job, DateTimeOffset now) => job switch
    {
        { LeaseUntil: { } until } => $"{ShortText.Span(until - now)} with {Markup.Escape(job.Worker ?? "")}",
        { DueAt: { } due } when due > now => $"in {ShortText.Span(due - now)}",
        { DueAt: not null } => "due",
        _ => "-",
    };

    private static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column).NoWrap().Padding(0, 2));
        return table;
    }
}
