using System.Globalization;
using System.Text;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Load;
using Perdure.Web.Tests.Support;

namespace Perdure.Web.Tests.Showcase;

/// <summary>What the console costs: the browser that shows it, the node that serves it, and the requests beside it. See bench/console.sh.</summary>
/// <param name="seconds">How long each single measurement takes.</param>
/// <param name="rounds">How often each is made.</param>
/// <param name="streams">How many tabs there are at once, in the last part.</param>
internal sealed class Measure(int seconds, int rounds, int streams)
{
    private const int Services = 200;
    private const int InstancesOfEach = 10;
    private const double RatePerSecond = 800;
    private const double TicksPerSecond = 100;

    /// <summary>Notes long tasks and the first paint; looks at each frame whether the page has rows yet.</summary>
    private const string Watch = """
        window.longTasks = [];
        new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((one) => Math.round(one.duration)))).observe({ type: 'longtask', buffered: true });
        const look = () => {
          if (document.querySelector(window.wanted)) window.rowsAt = performance.now();
          else requestAnimationFrame(look);
        };
        window.wanted = '.instance-row, .service-row, a.node.service, .chart canvas, svg.sparkline, main .card table tbody tr, main .empty';
        requestAnimationFrame(look);
        """;

    private static readonly TimeProvider s_time = TimeProvider.System;
    private readonly StringBuilder _report = new();

    public static async Task<int> RunAsync(string file, int seconds, int rounds, int streams, string only)
    {
        var measure = new Measure(seconds, rounds, streams);
        measure.Say($"# What the console costs");
        measure.Say($"");
        measure.Say($"How it is measured and how to read it: `bench/README.md`. {Environment.ProcessorCount} processors, {rounds} rounds of {seconds} s.");
        if (only is "all" or "paint") await measure.PaintAsync();
        if (only is "all" or "idle") await measure.IdleAsync();
        if (only is "all" or "streams") await measure.StreamsAsync();
        await File.WriteAllTextAsync(file, measure._report.ToString());
        return 0;
    }

    // From the address to the first text and to the first rows, then the longest tasks while the page follows the stream.
    private async Task PaintAsync()
    {
        Say($"");
        Say($"## {Services} services with {InstancesOfEach} instances each");
        Say($"");
        Say($"| page | first paint ms | first rows ms | long tasks while it opens ms | long tasks in the next {seconds} s ms |");
        Say($"|---|---|---|---|---|");
        await WithNodeAsync(ManyServices.File(Services, InstancesOfEach), async node =>
        {
            await using var browser = await Browser.StartAsync();
            foreach (var page in new[] { "overview", "services", "topology", "traffic" })
            {
                var lines = new List<(double Paint, double Rows, int[] Opening, int[] Later)>();
                for (var round = 0; round < rounds; round++) lines.Add(await OpenAsync(browser, node, page));
                Say($"| {page} | {Median(lines.Select(line => line.Paint)):0} | {Median(lines.Select(line => line.Rows)):0} | {Tasks(lines.Select(line => line.Opening))} | {Tasks(lines.Select(line => line.Later))} |");
            }
        });
    }

    private async Task<(double Paint, double Rows, int[] Opening, int[] Later)> OpenAsync(Browser browser, RunningNode node, string page)
    {
        await using var context = await browser.ContextAsync(node.Admin);
        await context.AddInitScriptAsync(Watch);
        var tab = await context.NewPageAsync();
        await tab.GotoAsync("/#/" + page);
        // Asked again and again: the page's security policy lets nobody evaluate a text in it, as WaitForFunctionAsync does.
        await Eventually.TrueAsync(() => tab.EvaluateAsync<bool>("window.rowsAt > 0"), $"{page} has rows");
        await tab.WaitForTimeoutAsync(1_000);
        var paint = await tab.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0");
        var rows = await tab.EvaluateAsync<double>("window.rowsAt");
        var opening = await tab.EvaluateAsync<int[]>("window.longTasks.splice(0)");
        await tab.WaitForTimeoutAsync(seconds * 1_000);
        return (paint, rows, opening, await tab.EvaluateAsync<int[]>("window.longTasks"));
    }

    // The node's CPU with a tab that nobody touches, beside the same without.
    private async Task IdleAsync()
    {
        Say($"");
        Say($"## An idle tab, in % of a core of the node");
        Say($"");
        Say($"| system | no tab | one tab | the tab |");
        Say($"|---|---|---|---|");
        foreach (var (name, services, instances) in new[] { ("4 services of 3 instances", 4, 3), ($"{Services} services of {InstancesOfEach} instances", Services, InstancesOfEach) })
        {
            await WithNodeAsync(ManyServices.File(services, instances), async node =>
            {
                await using var browser = await Browser.StartAsync();
                var (without, with) = (new List<double>(), new List<double>());
                await PassAsync(3);
                for (var round = 0; round < rounds; round++)
                {
                    without.Add(await CpuAsync(node));
                    await using var context = await browser.ContextAsync(node.Admin);
                    var tab = await context.NewPageAsync();
                    await tab.GotoAsync("/#/services");
                    await PassAsync(2);
                    with.Add(await CpuAsync(node));
                }

                Say($"| {name} | {Median(without):0.00} | {Median(with):0.00} | {Median(with.Zip(without, (a, b) => a - b)):0.00} |");
            });
        }
    }

    // Requests to a real instance, in turns with and without open streams.
    private async Task StreamsAsync()
    {
        Say($"");
        Say($"## Requests beside {streams} open streams, {RatePerSecond} a second");
        Say($"");
        Say($"| streams | p50 ms | p99 ms | failed | CPU µs per request, streams included |");
        Say($"|---|---|---|---|---|");
        using var folder = new TemporaryFolder();
        await using var instance = new TestInstance("shop-1", FreePorts.Take(1)[0], folder);
        await instance.StartAsync();
        folder.Write("perdure.yaml", SystemFiles.Of([instance]));
        await using var node = await RunningNode.StartAsync(folder);
        await LoadAsync(node);
        var (none, many) = (new List<Sample>(), new List<Sample>());
        for (var round = 0; round < rounds; round++)
        {
            none.Add(await LoadAsync(node));
            await using var open = await OpenStreams.StartAsync(node.Admin, streams);
            many.Add(await LoadAsync(node));
            Assert.Equal(streams, open.Alive);
        }

        foreach (var (name, samples) in new[] { ("none", none), ($"{streams}", many) })
            Say($"| {name} | {Median(samples.Select(one => one.P50Ms)):0.00} | {Median(samples.Select(one => one.P99Ms)):0.00} | {samples.Sum(one => one.Failed)} | {Median(samples.Select(one => one.CpuUs)):0} |");
    }

    private async Task<Sample> LoadAsync(RunningNode node)
    {
        var recorder = new PhaseRecorder(s_time);
        recorder.Begin("all");
        using var sender = new HttpSender(s_time, new HttpSenderOptions(), _ => new HttpRequestMessage(HttpMethod.Get, new Uri(node.Gateway, "/catalog/items/7")));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), s_time);
        var ticks = Ticks(node);
        await new OpenLoopLoad(s_time, new LoadOptions { RatePerSecond = RatePerSecond, Seed = 11 }, recorder, sender.SendAsync).RunAsync(stop.Token);
        var report = recorder.Reports().Single();
        return new Sample(report.P50Ms, report.P99Ms, (int)(report.Sent - report.Good), (Ticks(node) - ticks) * 1e6 / TicksPerSecond / Math.Max(1, report.Sent));
    }

    private async Task<double> CpuAsync(RunningNode node)
    {
        var ticks = Ticks(node);
        await PassAsync(seconds);
        return (Ticks(node) - ticks) / TicksPerSecond / seconds * 100;
    }

    // User and system time of the process, from proc(5); what it started has processes of its own.
    private static long Ticks(RunningNode node)
    {
        var stat = File.ReadAllText($"/proc/{node.Process.Pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static async Task WithNodeAsync(string systemFile, Func<RunningNode, Task> act)
    {
        using var folder = new TemporaryFolder();
        folder.Write("perdure.yaml", systemFile);
        await using var node = await RunningNode.StartAsync(folder);
        await act(node);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }

    private static string Tasks(IEnumerable<int[]> rounds)
    {
        int[] all = [.. rounds.SelectMany(tasks => tasks).OrderDescending()];
        return all.Length == 0 ? "none" : $"{all.Length}, the longest {all[0]}";
    }

    private static Task PassAsync(int seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), s_time);

    private void Say(FormattableString line)
    {
        var text = FormattableString.Invariant(line);
        _report.Append(text).Append('\n');
        System.Console.WriteLine(text);
    }

    private sealed record Sample(double P50Ms, double P99Ms, int Failed, double CpuUs);
}
