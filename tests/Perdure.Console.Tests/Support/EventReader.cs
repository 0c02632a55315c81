using System.Net;
using System.Text.Json;

namespace Perdure.Console.Tests.Support;

/// <summary>Reads server-sent events as they come.</summary>
internal sealed class EventReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient _client;
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader? _reader;

    private EventReader(HttpClient client, HttpResponseMessage answer, StreamReader? reader) => (_client, _answer, _reader) = (client, answer, reader);

    public HttpStatusCode Status => _answer.StatusCode;

    public HttpResponseMessage Answer => _answer;

    public static async Task<EventReader> OpenAsync(Uri url, params (string Name, string Value)[] headers)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new EventReader(client, answer, answer.IsSuccessStatusCode ? new StreamReader(await answer.Content.ReadAsStreamAsync()) : null);
    }

    /// <summary>The next event; null at the end. Comments are events named ":".</summary>
    public async Task<(string Name, string Id, JsonElement Data)?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var (name, id, data) = ("", "", default(JsonElement));
        while (await LineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0 && name.Length > 0)
                return (name, id, data);
            if (line.StartsWith(':'))
                name = ":";
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = JsonElement.Parse(line[6..]);
        }

        return null;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _answer.Dispose();
        _client.Dispose();
    }

    private async Task<string?> LineAsync(CancellationToken cancel)
    {
        try
        {
            return _reader is null ? null : await _reader.ReadLineAsync(cancel);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return null;
        }
    }
}
