using System.Globalization;
using System.Text;
using Perdure.Gauntlet.Contestants;
using Perdure.Gauntlet.Instances;
using Perdure.Gauntlet.Rig;
using Perdure.Gauntlet.Soak;
using Perdure.Gauntlet.Traffic;

namespace Perdure.Gauntlet.Commands;

/// <summary><c>soak</c>: minutes of load under random faults; does the gateway's memory or number of open files grow?</summary>
public static class SoakCommand
{
    private const int Instances = 6;
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(10);

    /// <summary>Runs it; 0 when nothing grew and the gateway lived through it.</summary>
    public static async Task<int> RunAsync(Arguments arguments, TimeProvider time, CancellationToken cancel)
    {
        var length = TimeSpan.FromMinutes(arguments.Number("minutes", 10));
        var seed = (int)arguments.Number("seed", 1);
        var directory = arguments.Required("scratch");
        Directory.CreateDirectory(directory);
        var paths = new GatewayPaths(arguments.Required("peers"), arguments.Text("perdure") ?? "perdure");
        var name = arguments.Text("contestant") ?? "perdure-default";
        var contestant = Contestant.All.FirstOrDefault(c => c.Name == name) ?? throw new FormatException($"There is no contestant '{name}'.");
        await using var rig = await InstanceRig.StartAsync(Instances, ServiceShape.Usual, _ => "127.0.0.1", directory, (ulong)seed, time, cancel);
        await using var gateway = await RunningGateway.StartAsync(contestant, "gauntlet", paths, rig, directory, time, cancel);
        var options = new TrafficOptions { RatePerSecond = arguments.Number("rate", 200), Seed = (ulong)seed, Length = length, BodyBytes = 2000 };
        using var traffic = new ClientTraffic(gateway.Address, options, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var faults = new RandomFaults(rig, seed, time);
        var (load, hurting) = (traffic.RunAsync(end.Token), faults.RunAsync(end.Token));
        var samples = await SampleAsync(gateway, length, time, cancel);
        await end.CancelAsync();
        await Task.WhenAll(load, hurting);

        var verdict = SoakVerdict.Of(samples, Math.Min(60, length.TotalSeconds / 4));
        var passed = gateway.Running && verdict.Passed;
        var report = Report(contestant.Name, length, seed, faults, traffic.Samples, samples, verdict, passed);
        await File.WriteAllTextAsync(Path.Combine(arguments.Required("results"), "soak.md"), report, cancel);
        Console.Write(report);
        return passed ? 0 : 1;
    }

    private static async Task<List<SoakSample>> SampleAsync(RunningGateway gateway, TimeSpan length, TimeProvider time, CancellationToken cancel)
    {
        var samples = new List<SoakSample>();
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < length && gateway.Running)
        {
            await Task.Delay(SampleEvery < length ? SampleEvery : length, time, cancel);
            var usage = gateway.Usage;
            var sample = new SoakSample(time.GetElapsedTime(began).TotalSeconds, usage.ResidentKiB, usage.Handles, usage.CpuMs);
            samples.Add(sample);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{sample.AtSeconds,5:0} s: {usage.ResidentKiB / 1024.0,4:0} MB, {usage.Handles} files, {usage.CpuMs / 1000:0.0} s CPU"));
        }
        return samples;
    }

    private static string Report(
        string contestant, TimeSpan length, int seed, RandomFaults faults, IReadOnlyList<Sample> traffic, List<SoakSample> samples, SoakVerdict verdict, bool passed)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Soak: {contestant}, {length.TotalMinutes:0.#} minutes under random faults (seed {seed})\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Faults: {string.Join(", ", faults.Done.Select(f => $"{f.Value} × {f.Key}"))}. ");
        text.Append(CultureInfo.InvariantCulture, $"Requests: {traffic.Count}, of which {traffic.Count(s => !s.Good)} failed ({traffic.Count(s => !s.Good && s.Kind == RequestKind.Get)} GET).\n\n");
        text.Append(verdict).Append("\n\n| seconds | memory, MB | open files | CPU, s |\n|--:|--:|--:|--:|\n");
        foreach (var s in samples) text.Append(CultureInfo.InvariantCulture, $"| {s.AtSeconds:0} | {s.ResidentKiB / 1024.0:0.0} | {s.Handles} | {s.CpuMs / 1000:0.0} |\n");
        return text.Append(passed ? "\npassed\n" : "\nFAILED\n").ToString();
    }
}
