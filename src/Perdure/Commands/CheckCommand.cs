using System.CommandLine;
using Perdure.Model.Reading;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure check</c>: everything that is wrong with a system file, at once. Starts nothing.</summary>
internal static class CheckCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var file = FileArgument.Create("The system file to check");
        var node = new NodeOptions();
        var output = OutputOption.Create("text");
        var command = new Command("check", "Checks a system file and reports everything that is wrong with it.") { file };
        node.AddTo(command);
        command.Add(output);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), node.Read(parsed), parsed.IsJson(output)));
        return command.WithExamples(
            "perdure check",
            "perdure check production.yaml",
            "perdure check perdure.yaml --output json | jq '.diagnostics[].message'");
    }

    private static int Run(string file, SystemFileOptions options, bool json)
    {
        var result = SystemFileReader.Read(file, options with { CheckOnly = true });
        if (json)
            JsonOutput.Write(CheckReport.Of(file, result), CommandJson.Default.CheckReport);
        else
            DiagnosticOutput.Write(System.Console.Out, file, result);
        return result.Ok ? ExitCode.Fine : ExitCode.Usage;
    }
}
