using System.CommandLine;
using Perdure.Administration;
using Perdure.Console.Configuration;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure rollback</c>, <c>withdraw</c> and <c>history</c>: the shared configuration after it was applied.</summary>
internal static class ConfigurationCommands
{
    /// <summary>Creates the commands.</summary>
    public static IEnumerable<Command> Create()
    {
        yield return Rollback();
        yield return Withdraw();
        yield return History();
    }

    private static Command Rollback()
    {
        var version = new Argument<long?>("VERSION")
        {
            Description = "The version whose text is to be in force again; without one, the last that differs from the present one",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("rollback", "Puts an earlier version of the shared configuration in force again, as a new version; ends a staged roll-out.")
        {
            version,
        };
        return Changing(command, (client, parsed, cancellation) => client.RollbackAsync(parsed.GetValue(version), cancellation))
            .WithExamples("perdure rollback", "perdure rollback 12");
    }

    private static Command Withdraw() => Changing(
        new Command("withdraw", "Has every node go back to its own system file."),
        (client, _, cancellation) => client.WithdrawAsync(cancellation)).WithExamples("perdure withdraw");

    private static Command History()
    {
        var admin = new AdminOptions();
        var output = OutputOption.Create("table");
        var command = new Command("history", "Shows the versions of the shared configuration, and which node runs which.");
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var status = await client.ConfigurationAsync(cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(status, CommandJson.Default.ConfigurationStatus);
            else
                HistoryPage.Write(Screen.Create(System.Console.Out), status, TimeProvider.System.GetUtcNow());
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure history", "perdure history --output json | jq '.reports[] | select(.ok | not)'");
    }

    private static Command Changing(Command command, Func<AdminClient, ParseResult, CancellationToken, Task<ApplyAnswer>> change)
    {
        var admin = new AdminOptions();
        var output = OutputOption.Create("text");
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var answer = await change(client, parsed, cancellation);
            if (parsed.IsJson(output))
            {
                JsonOutput.Write(answer, CommandJson.Default.ApplyAnswer);
                return ExitCode.Fine;
            }

            DiffOutput.Write(Screen.Create(System.Console.Out), answer.Diff);
            System.Console.Out.WriteLine(answer.Changed
                ? $"version {answer.Version} is in force, the nodes follow; see them with: perdure history"
                : "nothing to change");
            return ExitCode.Fine;
        });
        return command;
    }
}
