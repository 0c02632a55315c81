using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Perdure.Torture.Rig;

namespace Perdure.Torture.Workers;

/// <summary>Operators who switch flags and drain instances on any node while faults happen, and look in the end whether all nodes agree.</summary>
internal sealed class Operators : IDisposable
{
    private static readonly string[] Flags = ["alpha", "beta"];
    private static readonly string[] Instances = ["shop-1", "shop-2"];
    private readonly Scene _scene;
    private readonly Random _random;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    private int _everywhere;
    private int _hereForNow;
    private int _refused;

    public Operators(Scene scene, ulong seed)
    {
        _scene = scene;
        _random = new Random((int)(seed * 31 % int.MaxValue));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Node.Token);
    }

    /// <summary>What became of the changes.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture, $"{_everywhere} changes everywhere, {_hereForNow} here for now, {_refused} refused or unanswered");

    /// <summary>One random change on one random node, which may be dead.</summary>
    public async Task ChangeSomethingAsync()
    {
        var node = _scene.Nodes[_random.Next(_scene.Nodes.Count)].Admin;
        if (_random.Next(2) == 0)
            await SetFlagAsync(node, Flags[_random.Next(Flags.Length)], _random.Next(0, 101));
        else
            await DrainAsync(node, Instances[_random.Next(Instances.Length)], _random.Next(2) == 0);
    }

    /// <summary>One last change of everything, each on another node, now that all is well: each must be taken by all.</summary>
    public async Task SettleAsync()
    {
        foreach (var (flag, i) in Flags.Select((flag, i) => (flag, i)))
            await MustAsync(() => SetFlagAsync(_scene.Nodes[i % _scene.Nodes.Count].Admin, flag, 40 + i));
        foreach (var (instance, i) in Instances.Select((instance, i) => (instance, i)))
            await MustAsync(() => DrainAsync(_scene.Nodes[(i + 1) % _scene.Nodes.Count].Admin, instance, i == 0));
    }

    /// <summary>Whether all nodes answer, and alike.</summary>
    public async Task<bool> AllAgreeAsync() => (await PicturesAsync()).Distinct().ToArray() is [{ Length: > 0 }];

    /// <summary>What each node says.</summary>
    public async Task<string> DifferencesAsync() => string.Join("; ", await PicturesAsync());

    public void Dispose() => _http.Dispose();

    private Task<string[]> PicturesAsync() => Task.WhenAll(_scene.Nodes.Select(node => PictureAsync(node.Admin)));

    private async Task<string> PictureAsync(Uri node)
    {
        try
        {
            var flags = await _http.GetFromJsonAsync<JsonElement>(new Uri(node, "/api/v1/flags"));
            var services = await _http.GetFromJsonAsync<JsonElement>(new Uri(node, "/api/v1/services"));
            var switched = flags.GetProperty("flags").EnumerateArray()
                .Select(flag => $"{flag.GetProperty("name")}={flag.GetProperty("percent")}");
            var drained = services.GetProperty("services").EnumerateArray().SelectMany(service => service.GetProperty("instances").EnumerateArray())
                .Where(instance => instance.GetProperty("state").GetString() == "drained").Select(instance => instance.GetProperty("id").GetString());
            return $"{string.Join(',', switched)} drained:{string.Join(',', drained)}";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            return "";
        }
    }

    private Task<bool> SetFlagAsync(Uri node, string flag, int percent) =>
        SendAsync(() => _http.PutAsJsonAsync(new Uri(node, "/api/v1/flags/" + flag), new { percent }));

    private Task<bool> DrainAsync(Uri node, string instance, bool drained) => SendAsync(() =>
        _http.PostAsync(new Uri(node, $"/api/v1/services/shop/instances/{instance}/{(drained ? "drain" : "undrain")}"), null));

    private async Task MustAsync(Func<Task<bool>> change) =>
        await Eventually.TrueAsync(change, "a change is taken by all after the faults", TimeSpan.FromSeconds(60), TimeProvider.System);

    // True when it holds on all nodes.
    private async Task<bool> SendAsync(Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            using var answer = await send();
            var reach = answer.IsSuccessStatusCode
                ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("reach", out var value) ? value.GetString() : null
                : null;
            if (reach == "everywhere")
                _everywhere++;
            else if (reach == "here-for-now")
                _hereForNow++;
            else
                _refused++;
            return reach == "everywhere";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            _refused++;
            return false;
        }
    }
}
