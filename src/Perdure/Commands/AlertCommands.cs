using System.CommandLine;
using Perdure.Console.Alerts;
using Perdure.Telemetry.Alerting.Silences;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure alerts list|silence|unsilence</c>: what a node watches, and of what it tells nobody.</summary>
internal static class AlertCommands
{
    /// <summary>Creates the commands.</summary>
    public static Command Create() => new Command("alerts", "Shows what alerts on a node, and silences it there.")
    {
        List(),
        Silence(),
        Unsilence(),
    }.WithExamples("perdure alerts list", "perdure alerts silence alertname=PerdureStoreLost --for 2h --comment \"etcd moves\"", "perdure alerts unsilence 3f9a1c");

    private static Command List()
    {
        var admin = new AdminOptions();
        var output = OutputOption.Create("table");
        var command = new Command("list", "Shows what fires, is pending or was resolved within 15 minutes; the silences; and who is told.");
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var alerts = await client.AlertsAsync(cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(alerts, CommandJson.Default.AlertList);
            else
                AlertPage.Write(Screen.Create(System.Console.Out), alerts, TimeProvider.System.GetUtcNow());
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure alerts list", "perdure alerts list --output json | jq '.alerts[] | select(.state == \"firing\")'");
    }

    private static Command Silence()
    {
        var matchers = new Argument<string[]>("MATCHER")
        {
            Description = "Conditions on labels that must all hold: alertname=PerdureErrors, service!=catalog, service=~\"pay.*\"",
            HelpName = "LABEL=VALUE",
            Arity = ArgumentArity.OneOrMore,
        };
        matchers.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (LabelMatcher.Parse(token.Value, out var problem) is null)
                    result.AddError($"MATCHER: \"{token.Value}\" cannot be read: {problem}");
            }
        });
        var lasting = DurationOption.Create("--for", "For how long", "2h", TimeSpan.FromSeconds(1), SilenceBook.LongestTime);
        var comment = new Option<string>("--comment") { Description = "Why", DefaultValueFactory = _ => "" };
        var admin = new AdminOptions();
        var output = OutputOption.Create("text");
        var command = new Command("silence", "Has nobody told of some alerts for a time, on this node. They are still watched and shown.") { matchers, lasting, comment };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var request = new SilenceRequest(parsed.GetRequiredValue(matchers), parsed.GetValue(lasting), parsed.GetValue(comment));
            Show(await client.SilenceAsync(request, cancellation), parsed.IsJson(output), ended: false);
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure alerts silence alertname=PerdureStoreLost --for 2h --comment \"etcd moves\"", "perdure alerts silence service=catalog severity!=critical");
    }

    private static Command Unsilence()
    {
        var id = new Argument<string>("ID") { Description = "The silence's id; perdure alerts list shows it" };
        var admin = new AdminOptions();
        var output = OutputOption.Create("text");
        var command = new Command("unsilence", "Ends a silence now.") { id };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            Show(await client.UnsilenceAsync(parsed.GetRequiredValue(id), cancellation), parsed.IsJson(output), ended: true);
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure alerts unsilence 3f9a1c");
    }

    private static void Show(SilenceStatus silence, bool json, bool ended)
    {
        if (json)
            JsonOutput.Write(silence, CommandJson.Default.SilenceStatus);
        else
            System.Console.Out.WriteLine(ended
                ? $"{silence.Id} ended: {string.Join(", ", silence.Matchers)}"
                : $"{silence.Id} silences {string.Join(", ", silence.Matchers)} on this node until {silence.EndsAt:u}");
    }
}
