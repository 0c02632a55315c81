using System.Text.Json;

namespace Perdure.Demo.Stage;

/// <summary>The little that the demo asks the admin API of its node. Thread-safe.</summary>
internal sealed class DemoAdmin(Uri address) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Whether the node is ready for requests.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await _client.GetAsync("/readyz", cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>All instances.</summary>
    /// <exception cref="HttpRequestException">The node doesn't answer.</exception>
    public async Task<IReadOnlyList<DemoInstance>> InstancesAsync(CancellationToken cancel) =>
        Parse(await _client.GetStringAsync("/api/v1/services", cancel));

    /// <summary>How many jobs of a queue are not done yet.</summary>
    /// <exception cref="HttpRequestException">The node doesn't answer.</exception>
    public async Task<long> UnfinishedAsync(string queue, CancellationToken cancel)
    {
        using var document = JsonDocument.Parse(await _client.GetStringAsync($"/api/v1/queues/{queue}", cancel));
        return document.RootElement.GetProperty("pending").GetInt64() + document.RootElement.GetProperty("claimed").GetInt64();
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Reads what it knows and passes over the rest, so that the API may grow.</summary>
    internal static IReadOnlyList<DemoInstance> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. from service in Items(document.RootElement, "services")
               from instance in Items(service, "instances")
               select new DemoInstance(
                   Text(service, "name") ?? "",
                   Text(instance, "id") ?? "",
                   Text(instance, "url"),
                   Text(instance, "state") ?? "unknown",
                   PidOf(instance)),
        ];
    }

    private static IEnumerable<JsonElement> Items(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().ToArray() : [];

    private static string? Text(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static int? PidOf(JsonElement instance) =>
        Member(instance, "process") is { } process && Member(process, "pid") is { ValueKind: JsonValueKind.Number } pid ? pid.GetInt32() : null;

    private static JsonElement? Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : null;
}
