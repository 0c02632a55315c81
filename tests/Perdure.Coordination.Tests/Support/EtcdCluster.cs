using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Perdure.Coordination.Tests.Support;

/// <summary>A real etcd of one member or several, on free ports of the loopback address, with its data in memory where that is possible.</summary>
internal sealed class EtcdCluster : IDisposable
{
    private const int StartTries = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new() { Timeout = Patience };
    private readonly string _folder;
    private readonly EtcdSettings _settings;

    private EtcdCluster(int members, EtcdSettings settings)
    {
        _settings = settings;
        var memory = "/dev/shm";
        _folder = Directory.CreateDirectory(Path.Combine(Directory.Exists(memory) ? memory : Path.GetTempPath(), "perdure-etcd-" + Guid.NewGuid().ToString("n"))).FullName;
        var ports = FreePorts.Take(2 * members);
        var scheme = settings.Tls is null ? "http" : "https";
        var all = string.Join(',', Enumerable.Range(0, members).Select(i => $"m{i}=http://127.0.0.1:{ports[members + i]}"));
        Endpoints = [.. ports.Take(members).Select(port => new Uri($"{scheme}://127.0.0.1:{port}"))];
        Members = [.. Enumerable.Range(0, members).Select(i => new EtcdProcess(Arguments(i, Endpoints[i].GetLeftPart(UriPartial.Authority), $"http://127.0.0.1:{ports[members + i]}", all)))];
    }

    /// <summary>The client URLs.</summary>
    public ImmutableArray<Uri> Endpoints { get; }

    public ImmutableArray<EtcdProcess> Members { get; }

    /// <summary>Starts one, and waits until it answers.</summary>
    public static async Task<EtcdCluster> StartAsync(int members, EtcdSettings? settings = null)
    {
        for (var tried = 1; ; tried++)
        {
            var cluster = new EtcdCluster(members, settings ?? new EtcdSettings());
            try
            {
                foreach (var member in cluster.Members) member.Start();
                await cluster.ReadyAsync();
                return cluster;
            }
            catch (InvalidOperationException) when (tried < StartTries && EtcdProcess.Program is not null)
            {
                // Somebody took one of the ports in the meantime.
                cluster.Dispose();
            }
            catch
            {
                cluster.Dispose();
                throw;
            }
        }
    }

    /// <summary>Waits until every running member answers linearizable reads.</summary>
    public async Task ReadyAsync()
    {
        if (_settings.Tls is not null) return;
        var clock = TimeProvider.System;
        var since = clock.GetTimestamp();
        for (var i = 0; i < Members.Length; i++)
        {
            while (!await AnswersAsync(i))
            {
                if (!Members[i].Running || clock.GetElapsedTime(since) > Patience)
                    throw new InvalidOperationException($"etcd {i} has not become ready:\n{Members[i].Output}");
                await Task.Delay(TimeSpan.FromMilliseconds(20), clock);
            }
        }
    }

    /// <summary>Which member leads, as far as the running ones know.</summary>
    public async Task<int> LeaderAsync()
    {
        var clock = TimeProvider.System;
        var since = clock.GetTimestamp();
        while (clock.GetElapsedTime(since) < Patience)
        {
            for (var i = 0; i < Members.Length; i++)
            {
                if (Members[i].Running && await LeadsAsync(i)) return i;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), clock);
        }

        throw new InvalidOperationException($"no etcd has become the leader within {Patience.TotalSeconds} s");
    }

    /// <summary>Calls etcd's JSON gateway, such as <c>kv/put</c>; keys and values are base64 there.</summary>
    public async Task<JsonElement> PostAsync(string path, object body, int member = 0, CancellationToken cancellationToken = default)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(Endpoints[member], "/v3/" + path), body, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : throw new HttpRequestException($"{path}: {text}");
    }

    /// <summary>Writes a key behind everybody's back.</summary>
    public Task PutAsync(string key, string value) => PostAsync("kv/put", new { key = Base64(key), value = Base64(value) });

    /// <summary>Forgets the history before a revision.</summary>
    public Task CompactAsync(long revision) => PostAsync("kv/compaction", new { revision, physical = true });

    /// <summary>Makes users with all rights and begins to check them; the first one is called root.</summary>
    public async Task EnableUsersAsync(params (string Name, string Password)[] users)
    {
        foreach (var (name, password) in users)
        {
            await PostAsync("auth/user/add", new { name, password });
            await PostAsync("auth/user/grant", new { user = name, role = "root" });
        }

        await PostAsync("auth/enable", new { });
    }

    public void Dispose()
    {
        foreach (var member in Members) member.Dispose();
        _http.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // What is left lies in the folder for temporary files.
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private string[] Arguments(int index, string client, string peer, string all)
    {
        List<string> arguments =
        [
            "--name", $"m{index}", "--data-dir", Path.Combine(_folder, $"m{index}"), "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", all, "--initial-cluster-token", Path.GetFileName(_folder),
            "--initial-cluster-state", "new", "--logger", "zap", "--log-level", "error", "--bcrypt-cost", "4",
            "--heartbeat-interval", $"{_settings.ElectionMs / 10}", "--election-timeout", $"{_settings.ElectionMs}",
        ];
        if (_settings.ProgressEvery is { } every) arguments.AddRange(["--experimental-watch-progress-notify-interval", every]);
        if (_settings.Tls is { } tls)
            arguments.AddRange(["--cert-file", tls.ServerPath, "--key-file", tls.ServerKeyPath, "--trusted-ca-file", tls.CaPath, "--client-cert-auth"]);
        return [.. arguments];
    }

    private async Task<bool> AnswersAsync(int member)
    {
        if (!Members[member].Running) return false;
        try
        {
            using var late = new CancellationTokenSource(LookWithin, TimeProvider.System);
            using var answer = await _http.GetAsync(new Uri(Endpoints[member], "/health"), late.Token);
            return answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync(late.Token)).Contains("true", StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> LeadsAsync(int member)
    {
        try
        {
            // One that is paused accepts connections and never answers.
            using var late = new CancellationTokenSource(LookWithin, TimeProvider.System);
            var status = await PostAsync("maintenance/status", new { }, member, late.Token);
            return status.TryGetProperty("leader", out var leader) && leader.GetString() == status.GetProperty("header").GetProperty("member_id").GetString();
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
