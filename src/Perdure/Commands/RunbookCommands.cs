using System.CommandLine;
using Perdure.Administration;
using Perdure.Console.Alerts;
using Perdure.Console.Runbooks;
using Perdure.Telemetry.Runbooks;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure runbook list|show|run</c>: what to do when an alert fires.</summary>
internal static class RunbookCommands
{
    /// <summary>Creates the commands.</summary>
    public static Command Create() => new Command("runbook", "Shows what to do when an alert fires, and has the node do a step of it.")
    {
        List(),
        Show(),
        Run(),
    }.WithExamples("perdure runbook list", "perdure runbook show PerdureServiceDown", "perdure runbook run PerdureServiceDown 2 SERVICE=catalog INSTANCE=catalog-1");

    private static Command List()
    {
        var admin = new AdminOptions();
        var output = OutputOption.Create("text");
        var command = new Command("list", "Shows the built-in runbooks, and those that rules of the system file name.");
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var list = await client.RunbooksAsync(cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(list, CommandJson.Default.RunbookList);
            else
                foreach (var runbook in list.Runbooks)
                    System.Console.Out.WriteLine(runbook.Title == runbook.Name ? runbook.Name : $"{runbook.Name}  {PlainText.Line(runbook.Title)}");
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure runbook list");
    }

    private static Command Show()
    {
        var name = Name();
        var alert = new Option<string?>("--alert") { Description = "The fingerprint or the name of an alert: its service or queue is put into the commands", HelpName = "ALERT" };
        var admin = new AdminOptions();
        var output = OutputOption.Create("text");
        var command = new Command("show", "Shows a runbook.") { name, alert };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var runbook = await client.RunbookAsync(parsed.GetRequiredValue(name), cancellation);
            if (parsed.IsJson(output))
            {
                JsonOutput.Write(runbook, CommandJson.Default.Runbook);
                return ExitCode.Fine;
            }

            var about = parsed.GetValue(alert) is { } wanted ? await FindAsync(client, wanted, cancellation) : null;
            RunbookPage.Write(Screen.Create(System.Console.Out), runbook, about);
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure runbook show PerdureServiceDown", "perdure runbook show PerdureErrors --alert PerdureErrors");
    }

    private static Command Run()
    {
        var name = Name();
        var step = new Argument<int>("STEP") { Description = "The number of the step" };
        var values = new Argument<string[]>("VALUE")
        {
            Description = "What a placeholder stands for, such as SERVICE=catalog",
            HelpName = "NAME=VALUE",
            Arity = new ArgumentArity(0, StepCommand.Placeholders.Length),
        };
        values.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.Split('=', 2) is not [{ Length: > 0 } left, { Length: > 0 }] || !StepCommand.Placeholders.Contains(left)))
                result.AddError($"VALUE: expected {string.Join(", ", StepCommand.Placeholders.Select(one => one + "=…"))}, found \"{token.Value}\"");
        });
        var incident = new Option<string?>("--incident") { Description = "The incident in which it is recorded; the open one otherwise", HelpName = "ID" };
        var admin = new AdminOptions();
        var output = OutputOption.Create("text");
        var command = new Command("run", "Has the node run a step of a runbook, and records in the incident what came of it. Exits with 1 when it was not done.") { name, step, values, incident };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var pairs = parsed.GetRequiredValue(values).Select(value => value.Split('=', 2)).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
            var result = await client.RunStepAsync(parsed.GetRequiredValue(name), parsed.GetRequiredValue(step), new StepBody(parsed.GetValue(incident), pairs), cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(result, CommandJson.Default.StepResult);
            else
                (result.Ok ? System.Console.Out : System.Console.Error).WriteLine(PlainText.Line(result.Text));
            return result.Ok ? ExitCode.Fine : ExitCode.Failed;
        });
        return command.WithExamples("perdure runbook run PerdureServiceDown 2 SERVICE=catalog INSTANCE=catalog-1");
    }

    private static async Task<AlertStatus> FindAsync(AdminClient client, string wanted, CancellationToken cancellation)
    {
        var alerts = (await client.AlertsAsync(cancellation)).Alerts;
        return alerts.FirstOrDefault(alert => alert.Fingerprint == wanted) ?? alerts.FirstOrDefault(alert => alert.Name == wanted)
            ?? throw new CommandException($"--alert: no alert \"{wanted}\" is pending, fires or was resolved lately; perdure alerts list shows them all");
    }

    private static Argument<string> Name() => new("NAME") { Description = "The runbook's name; perdure runbook list shows it" };
}
