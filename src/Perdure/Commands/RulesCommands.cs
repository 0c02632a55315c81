using System.CommandLine;
using Perdure.Model.Reading;
using Perdure.Telemetry.Rules;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure rules export</c>: the alerting rules of a system file, for Prometheus.</summary>
internal static class RulesCommands
{
    /// <summary>Creates the commands.</summary>
    public static Command Create() => new Command("rules", "Hands alerting rules to others.") { Export() }
        .WithExamples("perdure rules export perdure.yaml > perdure-rules.yml");

    private static Command Export()
    {
        var file = FileArgument.Create("The system file whose rules it is about");
        var node = new NodeOptions();
        var command = new Command("export", "Writes the alerting rules of a system file, the built-in ones included, as a rule file of Prometheus.") { file };
        node.AddTo(command);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), node.Read(parsed)));
        return command.WithExamples("perdure rules export perdure.yaml > perdure-rules.yml", "promtool check rules perdure-rules.yml");
    }

    private static int Run(string file, SystemFileOptions options)
    {
        var result = SystemFileReader.Read(file, options with { CheckOnly = true });
        if (result.Model is not { } model || !result.Ok)
        {
            DiagnosticOutput.Write(System.Console.Error, file, result);
            return ExitCode.Usage;
        }

        System.Console.Out.Write(PrometheusRules.Write(model));
        return ExitCode.Fine;
    }
}
