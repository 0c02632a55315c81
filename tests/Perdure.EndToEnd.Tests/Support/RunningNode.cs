using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Perdure.Supervision.Signals;

namespace Perdure.EndToEnd.Tests.Support;

/// <summary><c>perdure run</c> as a process of its own on free ports.</summary>
internal sealed partial class RunningNode : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(90) };
    private readonly string _folder;

    private RunningNode(RunningProcess process, string folder) => (Process, _folder) = (process, folder);

    public RunningProcess Process { get; }

    /// <summary>Where the node is administered.</summary>
    public Uri Admin { get; private set; } = null!;

    /// <summary>Where clients go: the first listener at the start.</summary>
    public Uri Gateway { get; private set; } = null!;

    /// <summary>Starts a node and waits until it is ready.</summary>
    /// <param name="folder">Where <c>perdure.yaml</c> is.</param>
    /// <param name="token">What <see cref="StatusAsync"/> and its like send.</param>
    /// <param name="args">More of the command line.</param>
    public static Task<RunningNode> StartAsync(TemporaryFolder folder, string? token = null, params string[] args) => StartAsync(folder, [], token, args);

    /// <summary>The same with variables of the environment.</summary>
    public static async Task<RunningNode> StartAsync(TemporaryFolder folder, (string Name, string Value)[] environment, string? token = null, params string[] args)
    {
        var command = Executable.Command(Executable.Perdure, folder.Path, ["run", "perdure.yaml", .. args]);
        foreach (var (name, value) in environment) command.Environment[name] = value;
        var node = new RunningNode(new RunningProcess(command), folder.Path);
        try
        {
            if (token is not null) node._client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            await Eventually.TrueAsync(() => AdminAddress().IsMatch(node.Process.Log) || node.Process.HasExited, "the node starts");
            Assert.False(node.Process.HasExited, node.Process.LogTail);
            node.Admin = new Uri("http://" + AdminAddress().Match(node.Process.Log).Groups[1].Value);
            node.Gateway = new Uri("http://" + (await node.ListenersAsync()).First().Value);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>What <c>GET /api/v1/status</c> answers.</summary>
    public async Task<JsonElement> StatusAsync() => JsonElement.Parse(await _client.GetStringAsync(new Uri(Admin, "/api/v1/status")));

    /// <summary>What a page of the admin API answers, such as <c>incidents</c>.</summary>
    public async Task<JsonElement> ApiAsync(string page) => JsonElement.Parse(await _client.GetStringAsync(new Uri(Admin, $"/api/v1/{page}")));

    /// <summary>The addresses of the listeners by name.</summary>
    public async Task<Dictionary<string, string>> ListenersAsync() => (await StatusAsync()).GetProperty("listeners").EnumerateArray()
        .ToDictionary(listener => listener.GetProperty("name").GetString()!, listener => listener.GetProperty("address").GetString()!);

    /// <summary>All instances as <c>GET /api/v1/services</c> shows them, by id.</summary>
    public async Task<Dictionary<string, JsonElement>> InstancesAsync() =>
        JsonElement.Parse(await _client.GetStringAsync(new Uri(Admin, "/api/v1/services"))).GetProperty("services").EnumerateArray()
            .SelectMany(service => service.GetProperty("instances").EnumerateArray())
            .ToDictionary(instance => instance.GetProperty("id").GetString()!);

    /// <summary>The states of all instances by id.</summary>
    public async Task<Dictionary<string, string>> StatesAsync() =>
        (await InstancesAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.GetProperty("state").GetString()!);

    /// <summary>How many attempts are under way on an instance.</summary>
    public async Task<int> InFlightAsync(string id) => (await InstancesAsync())[id].GetProperty("inFlight").GetInt32();

    public async Task<int> PlanVersionAsync() => (await StatusAsync()).GetProperty("plan").GetProperty("version").GetInt32();

    /// <summary>The status of a health page, such as <c>/readyz</c>.</summary>
    public async Task<HttpStatusCode> HealthAsync(string page)
    {
        using var answer = await _client.GetAsync(new Uri(Admin, page));
        return answer.StatusCode;
    }

    /// <summary>Sends a GET through the gateway; the caller disposes the answer.</summary>
    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(Gateway, path));

    /// <summary>Who answers so many GETs, one after the other; each must be good.</summary>
    public async Task<HashSet<string>> AnsweringAsync(int requests = 40)
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < requests; i++)
        {
            using var answer = await GetAsync("/catalog/items/7");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            ids.Add(answer.Headers.GetValues("X-Instance").Single());
        }

        return ids;
    }

    /// <summary>Runs a command of the executable against this node.</summary>
    public Task<CommandOutcome> CommandAsync(params string[] args) => Executable.RunAsync(_folder, [.. args, "--admin", Admin.ToString()]);

    /// <summary>Ends it as the kernel does. What it supervises is its guardian's to end.</summary>
    public Task KillAsync()
    {
        Process.Send(ProcessSignal.Kill);
        return Process.EndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Process.DisposeAsync();
    }

    [GeneratedRegex(@"http://([0-9.:]+)/api/v1/status")]
    private static partial Regex AdminAddress();
}
