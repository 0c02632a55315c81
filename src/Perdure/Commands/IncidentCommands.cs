using System.CommandLine;
using Perdure.Administration;
using Perdure.Console.Incidents;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure incident list|show|note|open|close|reopen</c>: times of trouble on a node.</summary>
internal static class IncidentCommands
{
    /// <summary>Creates the commands.</summary>
    public static Command Create() => new Command("incident", "Shows what went wrong on a node and when, and takes notes about it.")
    {
        List(),
        Show(),
        Note(),
        Open(),
        Change("close", "Closes an incident now, without waiting until nothing has fired for 10 minutes."),
        Change("reopen", "Opens a closed incident again. Then it is closed by hand alone."),
    }.WithExamples("perdure incident list", "perdure incident show 20260301-120000", "perdure incident show 20260301-120000 --output markdown > post-mortem.md");

    private static Command List()
    {
        var admin = new AdminOptions();
        var output = OutputOption.Create("table");
        var command = new Command("list", "Shows the incidents that the node keeps, the newest first.");
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var list = await client.IncidentsAsync(cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(list, CommandJson.Default.IncidentList);
            else
                IncidentPage.Write(Screen.Create(System.Console.Out), list, TimeProvider.System.GetUtcNow());
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure incident list", "perdure incident list --output json | jq -r '.incidents[] | select(.state == \"open\") | .id'");
    }

    private static Command Show()
    {
        var id = Id();
        var admin = new AdminOptions();
        var output = new Option<string>("--output", "-o")
        {
            Description = "How to show it: text, json, or markdown for the draft of a post-mortem",
            HelpName = "text|json|markdown",
            DefaultValueFactory = _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json", "markdown");
        var command = new Command("show", "Shows an incident with its time line.") { id };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var wanted = parsed.GetRequiredValue(id);
            if (parsed.GetValue(output) == "markdown")
            {
                System.Console.Out.Write(await client.PostMortemAsync(wanted, cancellation));
                return ExitCode.Fine;
            }

            var incident = await client.IncidentAsync(wanted, cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(incident, CommandJson.Default.IncidentDetails);
            else
                IncidentPage.Write(Screen.Create(System.Console.Out), incident, TimeProvider.System.GetUtcNow());
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure incident show 20260301-120000", "perdure incident show 20260301-120000 --output markdown > post-mortem.md");
    }

    private static Command Note()
    {
        var id = Id();
        var text = new Argument<string>("TEXT") { Description = "What to remember" };
        return With(
            new Command("note", "Adds a note to an incident, open or closed.") { id, text },
            (client, parsed, cancellation) => client.NoteAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(text), cancellation),
            "perdure incident note 20260301-120000 \"the provider says it is their network\"");
    }

    private static Command Open()
    {
        var title = new Argument<string>("TITLE") { Description = "What it is about, in a line" };
        return With(
            new Command("open", "Opens an incident by hand. It is closed by hand.") { title },
            (client, parsed, cancellation) => client.OpenIncidentAsync(parsed.GetRequiredValue(title), cancellation),
            "perdure incident open \"payments are slow\"");
    }

    private static Command Change(string name, string description)
    {
        var id = Id();
        return With(
            new Command(name, description) { id },
            (client, parsed, cancellation) => client.ChangeIncidentAsync(parsed.GetRequiredValue(id), name, cancellation),
            $"perdure incident {name} 20260301-120000");
    }

    private static Command With(Command command, Func<AdminClient, ParseResult, CancellationToken, Task<IncidentDetails>> change, string example)
    {
        var admin = new AdminOptions();
        var output = OutputOption.Create("text");
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var incident = await change(client, parsed, cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(incident, CommandJson.Default.IncidentDetails);
            else
                System.Console.Out.WriteLine($"{incident.Id} {incident.State}: {PlainText.Line(incident.Title)}");
            return ExitCode.Fine;
        });
        return command.WithExamples(example);
    }

    private static Argument<string> Id() => new("ID") { Description = "The incident's id; perdure incident list shows it" };
}
