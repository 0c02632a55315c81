namespace Perdure.Gateway.Tests.Support;

/// <summary>Sends requests one after the other.</summary>
internal static class ManyRequests
{
    /// <summary>The statuses of as many requests; each may have headers of its own.</summary>
    public static async Task<List<int>> StatusesAsync(HttpClient client, int count, Func<int, (string Name, string Value)?>? header = null)
    {
        var statuses = new List<int>();
        for (var at = 0; at < count; at++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            if (header?.Invoke(at) is { } given)
                request.Headers.TryAddWithoutValidation(given.Name, given.Value);
            using var response = await client.SendAsync(request);
            statuses.Add((int)response.StatusCode);
        }

        return statuses;
    }
}
