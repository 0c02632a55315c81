using System.Text.Json;
using Perdure.EndToEnd.Tests.Support;
using Perdure.Torture.Rig;

namespace Perdure.Durability.Torture.Rig;

/// <summary>A gateway process with one route, keyed and deferred, to the ledger service. Killed and started again at the same place.</summary>
internal sealed class GatewayNode : IDisposable
{
    private const string Queue = "effects";
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(20);

    private readonly Child _process;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = AskFor };
    private readonly Uri _admin;
    private readonly string _data;

    /// <summary>Writes its file; nothing runs yet.</summary>
    public GatewayNode(int number, string folder, Uri service, string durability)
    {
        var ports = FreePorts.Take(2);
        var home = Directory.CreateDirectory(Path.Combine(folder, $"gateway-{number}")).FullName;
        Web = new Uri($"http://127.0.0.1:{ports[0]}");
        _admin = new Uri($"http://127.0.0.1:{ports[1]}");
        _data = Path.Combine(home, "data");
        var file = Path.Combine(home, "perdure.yaml");
        File.WriteAllText(file, SystemFile(number, ports[0], ports[1], service, durability));
        _process = new Child($"gateway-{number}", home, [Path.Combine(AppContext.BaseDirectory, "perdure"), "run", file, "--drain-grace", "0"]);
    }

    /// <summary>Where clients go.</summary>
    public Uri Web { get; }

    /// <summary>What the torture calls it.</summary>
    public string Name => _process.Name;

    /// <summary>Whether it runs.</summary>
    public bool Running => _process.Running;

    /// <summary>Starts it.</summary>
    public void Start() => _process.Start();

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Deletes the log of its store, which is the part of it that was flushed last.</summary>
    public void LoseLog()
    {
        foreach (var suffix in new[] { "-wal", "-shm" })
            File.Delete(Path.Combine(_data, "durable.db" + suffix));
    }

    /// <summary>Whether it serves requests.</summary>
    public async Task<bool> IsReadyAsync() => await GetAsync(new Uri(_admin, "/readyz")) is not null;

    /// <summary>How many deferred requests are unfinished, and how many were given up; null: it does not say.</summary>
    public async Task<(long Unfinished, long Dead)?> DepthAsync()
    {
        if (await GetAsync(new Uri(_admin, $"/api/v1/queues/{Queue}")) is not { } text)
            return null;
        using var json = JsonDocument.Parse(text);
        return (json.RootElement.GetProperty("pending").GetInt64() + json.RootElement.GetProperty("claimed").GetInt64(), json.RootElement.GetProperty("dead").GetInt64());
    }

    /// <summary>What the location of a deferred request says; null: nothing.</summary>
    public async Task<string?> StateAsync(Uri location)
    {
        if (await GetAsync(new Uri(Web, location.PathAndQuery)) is not { } text)
            return null;
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("state").GetString();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Dispose();
        _http.Dispose();
    }

    private async Task<string?> GetAsync(Uri address)
    {
        try
        {
            using var answer = await _http.GetAsync(address);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : null;
        }
        catch (Exception none) when (none is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private static string SystemFile(int number, int web, int admin, Uri service, string durability) => $$"""
        system: torture
        node: { id: gateway-{{number}}, data: ./data }
        listeners:
          - { name: web, protocol: http, address: "127.0.0.1:{{web}}" }
        admin: { address: "127.0.0.1:{{admin}}" }
        durability: { {{durability}} }
        services:
          ledger:
            instances: [{ id: ledger-1, url: "{{service.GetLeftPart(UriPartial.Authority)}}" }]
            timeouts: { connect: 200ms, attempt: 400ms, request: 1s }
        queues:
          {{Queue}}: { maxAttempts: 1000, backoff: 100ms, maxBackoff: 400ms }
        routes:
          - name: effects
            match: { path: /effects, methods: [POST] }
            service: ledger
            idempotency: { required: true, caller: none, reconcile: { path: "/effects/{key}" } }
            defer: { when: unavailable, queue: {{Queue}} }

        """;
}
