using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Perdure.Commands;

/// <summary>The help pages: what a command does, then examples, because most people look for one, then the rest.</summary>
internal sealed class CommandHelp(HelpAction standard) : SynchronousCommandLineAction
{
    private static readonly ConditionalWeakTable<Command, string[]> s_examples = [];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>The lines that the help of a command begins with; empty for a command without any.</summary>
    public static IReadOnlyList<string> ExamplesOf(Command command) => s_examples.TryGetValue(command, out var examples) ? examples : [];

    /// <summary>Gives a command those lines.</summary>
    public static void SetExamples(Command command, string[] examples) => s_examples.Add(command, examples);

    /// <summary>A command as it is typed, such as <c>perdure breaker open</c>.</summary>
    public static string PathOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is Command; symbol = symbol.Parents.FirstOrDefault())
            names.Insert(0, symbol is RootCommand ? "perdure" : symbol.Name);
        return string.Join(' ', names);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine(command.Description);
        output.WriteLine();
        if (ExamplesOf(command) is { Count: > 0 } examples)
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine("  " + example);
            output.WriteLine();
        }

        output.WriteLine(Standard(parseResult).TrimEnd());
        output.WriteLine();
        if (command is RootCommand)
            output.WriteLine("Exit codes:\n  0  fine    1  failed    2  bad usage or file\n");
        return ExitCode.Fine;
    }

    // The library's page from its usage on; the description before that is already there.
    private string Standard(ParseResult parseResult)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        using var page = new StringWriter();
        configuration.Output = page;
        try
        {
            standard.Invoke(parseResult);
        }
        finally
        {
            configuration.Output = output;
        }

        var text = page.ToString();
        return text[Math.Max(0, text.IndexOf("Usage:", StringComparison.Ordinal))..];
    }
}
