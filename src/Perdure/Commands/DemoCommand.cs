using System.CommandLine;
using System.Runtime.InteropServices;
using Perdure.Demo;
using Perdure.Demo.Scenarios;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure demo</c>: the main job for real, in a little more than a minute.</summary>
internal static class DemoCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var scenario = new Option<string?>("--scenario")
        {
            Description = $"Play one failure only: {string.Join(", ", DemoScenarios.Names)}",
            HelpName = string.Join('|', DemoScenarios.Names),
        };
        scenario.AcceptOnlyFromAmong([.. DemoScenarios.Names]);
        var seed = new Option<ulong>("--seed") { Description = "Seed of the load", HelpName = "NUMBER", DefaultValueFactory = _ => 1 };
        var output = OutputOption.Create("table");
        var command = new Command("demo", "Runs a shop behind a gateway, breaks it piece by piece, and shows what its customers noticed.")
        {
            scenario, seed, output,
        };
        command.SetAction((parsed, _) => RunAsync(new DemoOptions
        {
            Scenario = parsed.GetValue(scenario), Seed = parsed.GetValue(seed), Json = parsed.IsJson(output),
        }));
        return command.WithExamples("perdure demo", "perdure demo --scenario zone", "perdure demo --seed 7 --output json");
    }

    private static async Task<int> RunAsync(DemoOptions options)
    {
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var console = Screen.Create(options.Json ? System.Console.Error : System.Console.Out);
        return await new DemoRunner(options, console, System.Console.Out, TimeProvider.System).RunAsync(stop.Token);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
