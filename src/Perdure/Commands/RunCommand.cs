using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Perdure.Logging;
using Perdure.Nodes;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure run</c>: a node, until SIGTERM or SIGINT.</summary>
internal static class RunCommand
{
    private const int GraceSecondsMax = 3600;
    private const int StopSecondsMax = 86_400;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var file = FileArgument.Create("The system file");
        var node = new NodeOptions();
        var watch = new Option<bool>("--watch")
        {
            Description = "Reload when the file changes; SIGHUP reloads always",
            DefaultValueFactory = _ => true,
        };
        var log = new Option<string>("--log")
        {
            Description = "The log on stderr: text or json",
            HelpName = "text|json",
            DefaultValueFactory = _ => "text",
        };
        log.AcceptOnlyFromAmong("text", "json");
        var verbose = new Option<bool>("--verbose") { Description = "Log more than the normal course of things" };
        var grace = Seconds("--drain-grace", 5, GraceSecondsMax, "Seconds that a stopping node goes on accepting while its probes say not ready");
        var stop = Seconds("--stop-timeout", 30, StopSecondsMax, "Seconds that what is in flight may take to finish after that");
        var takeOver = new Option<bool>("--take-over")
        {
            Description = "Take over from the process that runs this node now, without losing a request",
        };
        var command = new Command("run", "Runs a node: stands in front of the services of a system file, until SIGTERM or Ctrl+C.")
        {
            file, watch, log, verbose, grace, stop, takeOver,
        };
        node.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(
            new NodeHostOptions
            {
                File = parsed.GetRequiredValue(file),
                Reading = node.Read(parsed),
                Watch = parsed.GetValue(watch),
                DrainGrace = TimeSpan.FromSeconds(parsed.GetValue(grace)),
                StopTimeout = TimeSpan.FromSeconds(parsed.GetValue(stop)),
                TakeOver = parsed.GetValue(takeOver),
                NotifySocket = Environment.GetEnvironmentVariable("NOTIFY_SOCKET"),
            },
            parsed.GetValue(log) == "json",
            parsed.GetValue(verbose) ? LogLevel.Debug : LogLevel.Information));
        return command.WithExamples(
            "perdure run",
            "perdure run production.yaml --node gateway-2 --zone eu-b",
            "perdure run --log json --watch false",
            "perdure run --take-over        # a new version, in the place of the process that runs",
            "kill -HUP PID        # reload      kill -TERM PID        # drain and stop");
    }

    private static Option<int> Seconds(string name, int normally, int most, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "SECONDS", DefaultValueFactory = _ => normally };
        option.Validators.Add(result =>
        {
            // What is not a number at all is the parser's to report.
            if (result.Tokens is [{ } token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var seconds) &&
                (seconds < 0 || seconds > most))
            {
                result.AddError($"{name}: expected 0 to {most} seconds");
            }
        });
        return option;
    }

    private static async Task<int> RunAsync(NodeHostOptions options, bool json, LogLevel minimum)
    {
        var file = new SystemFile(options.File, options.Reading);
        var digest = file.Digest();
        var result = file.Read();
        if (!result.Ok)
        {
            DiagnosticOutput.Write(System.Console.Error, options.File, result);
            return ExitCode.Usage;
        }

        foreach (var warning in result.Diagnostics)
            System.Console.Error.WriteLine(warning);

        // Supervised processes are told their own readiness by nobody; this socket is the node's.
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        await using var log = new StderrLog(TimeProvider.System, System.Console.OpenStandardError(), json, minimum);
        await new NodeHost(options, TimeProvider.System, log).RunAsync(result.Model, digest);
        return ExitCode.Fine;
    }
}
