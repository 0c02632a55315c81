using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.CommandLine;
using Perdure.Model.Reading;

namespace Perdure.Commands;

/// <summary>The command line as a whole: its commands, and what becomes of errors.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line to its exit code. Never throws.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var parsed = Build().Parse(args);
            if (parsed.Action is ParseErrorAction)
                return WriteErrors(parsed);

            // The handlers are ours: signals are the node's business, and exceptions become one line below.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration);
        }
        catch (CommandException failure)
        {
            return WriteFailure(failure.Message, failure.ExitCode, failure);
        }
#pragma warning disable CA1031 // The last handler there is: people get one line, not a stack.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            var message = $"{defect.GetType().Name}: {defect.Message} (set PERDURE_DEBUG=1 to see where)";
            return WriteFailure(message, ExitCode.Failed, defect);
        }
    }

    /// <summary>All commands, in the order in which the help shows them.</summary>
    public static RootCommand Build()
    {
        var root = new RootCommand("Keeps a backend answering while parts of it fail.")
        {
            RunCommand.Create(),
            CheckCommand.Create(),
            InitCommand.Create(),
            StatusCommand.Create(),
            TopCommand.Create(),
        };
        foreach (var command in InstanceCommands.Create())
            root.Add(command);
        root.Add(FlagCommands.Create());
        root.Add(QueueCommands.Create());
        root.Add(AlertCommands.Create());
        root.Add(EventsCommand.Create());
        root.Add(IncidentCommands.Create());
        root.Add(RunbookCommands.Create());
        root.Add(SloCommand.Create());
        root.Add(RulesCommands.Create());
        root.Add(ApplyCommand.Create());
        foreach (var command in ConfigurationCommands.Create())
            root.Add(command);
        root.Add(MembersCommand.Create());
        root.Add(LeaderCommand.Create());
        root.Add(ExecCommand.Create());
        root.Add(DemoCommand.Create());
        root.Add(SchemaCommand.Create());
        root.Add(CompletionCommand.Create());
        root.Add(GuardCommand.Create());
        root.WithExamples("perdure init", "perdure check perdure.yaml", "perdure run perdure.yaml", "perdure status");
        var help = root.Options.OfType<HelpOption>().Single();
        if (help.Action is HelpAction standard)
            help.Action = new CommandHelp(standard);

        // The library's aliases for Windows would show up among the completions.
        help.Aliases.Remove("/h");
        help.Aliases.Remove("/?");
        return root;
    }

    private static int WriteErrors(ParseResult parsed)
    {
        var unmatched = parsed.UnmatchedTokens;
        foreach (var error in parsed.Errors.Where(error => !SaysLessThan(unmatched, error)))
            System.Console.Error.WriteLine($"perdure: {OneLine(error.Message)}");
        var command = parsed.CommandResult.Command;
        var names = command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);
        if (unmatched.Count > 0 && NearestName.Find(unmatched[0], names) is { } nearest)
            System.Console.Error.WriteLine($"perdure: did you mean \"{CommandHelp.PathOf(command)} {nearest}\"?");
        System.Console.Error.WriteLine($"perdure: see \"{CommandHelp.PathOf(command)} --help\"");
        return ExitCode.Usage;
    }

    // "A command is missing" says nothing next to "this is not a command".
    private static bool SaysLessThan(IReadOnlyList<string> unmatched, ParseError error) =>
        unmatched.Count > 0 && error.SymbolResult is CommandResult &&
        !unmatched.Any(token => error.Message.Contains(token, StringComparison.Ordinal));

    private static string OneLine(string message) =>
        string.Join(' ', message.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));

    private static int WriteFailure(string message, int exitCode, Exception exception)
    {
        System.Console.Error.WriteLine($"perdure: {OneLine(message)}");
        if (Environment.GetEnvironmentVariable("PERDURE_DEBUG") == "1")
            System.Console.Error.WriteLine(exception);
        return exitCode;
    }
}
