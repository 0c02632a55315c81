using System.CommandLine;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure slo</c>: how routes stand with their objectives.</summary>
internal static class SloCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var admin = new AdminOptions();
        var output = OutputOption.Create("table");
        var command = new Command("slo", "Shows what is left of the error budgets of routes, and how fast they burn.");
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var list = await client.ObjectivesAsync(cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(list, CommandJson.Default.ObjectiveList);
            else
                ObjectivePage.Write(Screen.Create(System.Console.Out), list);
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure slo", "perdure slo --output json | jq '.slos[] | select(.budgetLeft < 0.25) | .route'");
    }
}
