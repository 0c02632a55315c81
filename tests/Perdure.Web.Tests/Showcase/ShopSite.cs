using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Load;

namespace Perdure.Web.Tests.Showcase;

/// <summary>The example shop as its own system file has it, on free ports, with clients and with some trouble to look at.</summary>
internal sealed partial class ShopSite : IAsyncDisposable
{
    private const double RatePerSecond = 60;

    private static readonly TimeProvider s_time = TimeProvider.System;
    private static readonly string[] s_paths = ["/catalog/items/7", "/catalog/items/12", "/catalog/items", "/catalog/items/31", "/recommendations/7", "/catalog/items/18"];

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Dictionary<string, int> _ports = [];
    private RunningNode _node = null!;
    private HttpSender? _sender;
    private Task _visitors = Task.CompletedTask;
    private string _file = "";

    /// <summary>Where the console is.</summary>
    public Uri Address => _node.Admin;

    public static async Task<ShopSite> StartAsync(string root)
    {
        var shop = new ShopSite();
        try
        {
            shop._file = shop.Adapt(await File.ReadAllTextAsync(Path.Combine(root, "examples/shop/perdure.yaml")));
            // By a name that says nothing of this machine: the pictures show the file.
            File.CreateSymbolicLink(shop._folder.File("shop"), Executable.Shop);
            shop._folder.Write("perdure.yaml", shop._file);
            shop._node = await RunningNode.StartAsync(shop._folder);
            await Eventually.TrueAsync(async () => (await shop._node.StatesAsync()).Values.All(state => state is "available" or "warming"), "the shop is open");
            shop.Open();
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>Some minutes of a bad day in half a minute.</summary>
    public async Task TroubleAsync()
    {
        await PassAsync(14);
        _folder.Write("perdure.yaml", _file.Replace("attempt: 1s, request: 5s", "attempt: 900ms, request: 5s", StringComparison.Ordinal));
        await PassAsync(8);
        await ControlAsync("catalog-2", "fail");
        await PassAsync(6);
        await CommandAsync("drain", "catalog", "catalog-4");
        await CommandAsync("flags", "set", "new-checkout", "25%");
        await PassAsync(5);
        await ControlAsync("recommendations-1", "hang");
        await ControlAsync("recommendations-2", "hang");
        await JobsAsync();
        await PassAsync(9);
        // A slip of the pen: the file is refused, and what ran goes on.
        _folder.Write("perdure.yaml", _file.Replace("attempt: 1s, request: 5s", "attempt: 9s, request: 5s", StringComparison.Ordinal).Replace("budget: 5%", "budget: 500%", StringComparison.Ordinal));
        await PassAsync(10);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _visitors;
        _sender?.Dispose();
        _client.Dispose();
        if (_node is not null)
        {
            if (!_node.Process.HasExited)
            {
                _node.Process.Send(Supervision.Signals.ProcessSignal.Terminate);
                await _node.Process.EndedAsync();
            }

            await _node.DisposeAsync();
        }

        _stop.Dispose();
        _folder.Dispose();
    }

    // Free ports, the executable that was built here, and what the example does without: a queue of letters, objectives, quick alerts.
    private string Adapt(string file)
    {
        var ports = new Queue<int>(FreePorts.Take(12));
        var admin = ports.Dequeue();
        file = Ports().Replace(file.Replace("127.0.0.1:9090", $"127.0.0.1:{admin}", StringComparison.Ordinal), match =>
        {
            _ports[match.Groups["id"].Value] = ports.Dequeue();
            return match.Value.Replace(match.Groups["port"].Value, _ports[match.Groups["id"].Value].ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        });
        return file
            .Replace("127.0.0.1:8080", $"127.0.0.1:{ports.Dequeue()}", StringComparison.Ordinal)
            .Replace("[dotnet, bin/Release/net10.0/Shop.dll,", "[./shop,", StringComparison.Ordinal)
            .Replace("slowStart: 10s", "slowStart: 2s", StringComparison.Ordinal)
            .Replace("queues:\n", "queues:\n  letters: { maxAttempts: 1, maxDepth: 200 }                           # to customers\n", StringComparison.Ordinal)
            .Replace("flags:\n", "flags:\n  new-checkout: { default: 5%, description: The checkout on one page }\n  gift-wrapping: { description: The box to tick in the basket }\n", StringComparison.Ordinal)
            .Replace("    tier: critical                      # turned away last\n", "    tier: critical                      # turned away last\n    objective: { availability: 99.9%, latency: { within: 100ms, share: 95% } }\n", StringComparison.Ordinal)
            .Replace("    flag: recommendations\n", "    flag: recommendations\n    objective: { availability: 99% }\n", StringComparison.Ordinal)
            + "\nalerts:\n  - { alert: PerdureBreakersOpen, for: 3s }\n  - { alert: PerdureServiceDown, for: 3s }\n  - { alert: PerdureReloadRefused, for: 3s }\n";
    }

    private void Open()
    {
        var gateway = _node.Gateway;
        _sender = new HttpSender(s_time, new HttpSenderOptions(), request => request.Sequence % 12 == 0
            ? new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/payments")) { Content = JsonContent.Create(new { id = $"order-{request.Sequence}", amountCents = 1_250 }) }
            : new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, s_paths[(int)(request.Random % (ulong)s_paths.Length)])));
        var recorder = new PhaseRecorder(s_time);
        recorder.Begin("all");
        var load = new OpenLoopLoad(s_time, new LoadOptions { RatePerSecond = RatePerSecond, Seed = 7 }, recorder, _sender.SendAsync);
        _visitors = Task.Run(() => load.RunAsync(_stop.Token));
    }

    private async Task JobsAsync()
    {
        var queue = new Uri(Address, "/api/v1/queues/letters");
        foreach (var customer in Enumerable.Range(1, 23))
            await PostAsync(queue, new { payload = $$"""{"to":"customer-{{customer}}","letter":"your order is on its way"}""" });
        var leased = await PostAsync(new Uri(queue, "letters/lease"), new { worker = "postman-1", max = 3 });
        foreach (var job in leased.GetProperty("jobs").EnumerateArray())
            await PostAsync(new Uri(queue, "letters/fail"), new { id = job.GetProperty("id").GetString(), token = job.GetProperty("token").GetInt64(), error = "the post office answered 503: closed until Monday" });
    }

    private async Task<JsonElement> PostAsync(Uri address, object body)
    {
        using var answer = await _client.PostAsJsonAsync(address, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{address} answered {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private async Task ControlAsync(string instance, string what)
    {
        using var answer = await _client.PostAsync(new Uri($"http://127.0.0.1:{_ports[instance]}/control/{what}"), null);
        Assert.True(answer.IsSuccessStatusCode, $"/control/{what} of {instance} answered {(int)answer.StatusCode}");
    }

    private async Task CommandAsync(params string[] args)
    {
        var outcome = await _node.CommandAsync(args);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }

    private static Task PassAsync(int seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), s_time);

    [GeneratedRegex("""- id: (?<id>[a-z0-9-]+)\n +url: http://127\.0\.0\.1:(?<port>\d+)\n(?:.*\n)*?.*--port, "\k<port>".*""")]
    private static partial Regex Ports();
}
