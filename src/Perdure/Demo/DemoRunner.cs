using Perdure.Demo.Promises;
using Perdure.Demo.Scenarios;
using Perdure.Demo.Stage;
using Perdure.Demo.Traffic;
using Perdure.Demo.View;
using Spectre.Console;

namespace Perdure.Demo;

/// <summary>
/// Runs the main job for real: a node of its own in front of the shop's processes, customers who never pause, and one failure after
/// another; then says what the customers saw and which promises held.
/// </summary>
/// <param name="options">What to play.</param>
/// <param name="console">For people: what is going on and the tables. With <see cref="DemoOptions.Json"/> it should be stderr.</param>
/// <param name="output">For programs: the JSON document.</param>
/// <param name="time">The clock.</param>
public sealed class DemoRunner(DemoOptions options, IAnsiConsole console, TextWriter output, TimeProvider time)
{
    /// <summary>Plays it; about a minute and a half. Cancelling ends everything it started.</summary>
    /// <returns>0: all promises held; 1: one didn't, or the demo couldn't be played; 2: there is no such scenario.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        if (DemoScenarios.Choose(options.Scenario) is not { } scenarios)
        {
            console.WriteLine($"There is no scenario \"{options.Scenario}\": choose one of {string.Join(", ", DemoScenarios.Names)}.");
            return 2;
        }
        try
        {
            await using var stage = new DemoStage(time, options.Seed);
            try
            {
                var held = await PlayAsync(stage, scenarios, cancel);
                await stage.DisposeAsync();
                if (held) stage.Forget();
                else console.WriteLine($"What the node said is in {stage.LogPath}");
                return held ? 0 : 1;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                await stage.DisposeAsync();
                stage.Forget();
                console.WriteLine("Stopped.");
                return 1;
            }
        }
        catch (Exception e) when (e is DemoException or HttpRequestException)
        {
            console.WriteLine($"The demo can't go on: {e.Message}");
            return 1;
        }
    }

    private async Task<bool> PlayAsync(DemoStage stage, IReadOnlyList<DemoScenario> scenarios, CancellationToken cancel)
    {
        console.WriteLine($"Starting a gateway and the shop's eight processes in two zones ({stage.Directory}).");
        await stage.StartAsync(cancel);
        console.WriteLine($"Ready. {options.RatePerSecond:0} requests/s from now on (seed {options.Seed}).");
        console.WriteLine("Latency counts from when each request was meant to be sent.");

        using var traffic = new DemoTraffic(time, options, stage.Gateway);
        var session = new DemoSession(time, stage, traffic, [.. scenarios]);
        await new DemoView(console, time).ShowAsync(session, session.RunAsync(cancel));

        await stage.SettleAsync(cancel);
        var rows = traffic.Rows();
        var promises = DemoPromises.Judge(rows, PaymentAudit.OfDirectory(stage.Directory, traffic.Acknowledged, traffic.Deferred));
        if (options.Json)
        {
            await output.WriteLineAsync(DemoJson.Of(options.Seed, rows, promises));
        }
        else
        {
            console.Write(DemoTables.Phases(rows));
            DemoTables.Promises(console, promises);
        }
        return promises.All(p => p.Held);
    }
}
