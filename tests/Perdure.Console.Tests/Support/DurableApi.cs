using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Perdure.Console.Agreement;
using Perdure.Model;

namespace Perdure.Console.Tests.Support;

/// <summary>A real admin server over a durable store, and a client of it.</summary>
internal sealed class DurableApi : IAsyncDisposable
{
    // A body that is refused by its length alone is not sent, however long the answer takes.
    private readonly HttpClient _client = new(
        new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });

    private readonly AdminServer _server;

    private DurableApi(DurableNode node, AdminServer server, RecordingLoggers loggers) => (Node, _server, Loggers) = (node, server, loggers);

    public DurableNode Node { get; }

    public RecordingLoggers Loggers { get; }

    /// <summary>Starts one with the queues mail (two attempts, quick) and one-job (room for one).</summary>
    public static async Task<DurableApi> StartAsync(ImmutableArray<AdminToken>? tokens = null, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        var quick = TimeSpan.FromMilliseconds(10);
        var node = new DurableNode(
            clock,
            new QueueModel { Name = "mail", MaxAttempts = 2, Backoff = quick, MaxBackoff = quick },
            new QueueModel { Name = "one-job", MaxAttempts = 1, MaxDepth = 1 });
        var loggers = new RecordingLoggers();
        var admin = new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 0), Tokens = tokens ?? [] };
        var server = new AdminServer(admin, new FakeNode(), loggers, new AdminParts { Durability = node }, new AgreementLimits { Clock = clock });
        await server.StartAsync(CancellationToken.None);
        return new DurableApi(node, server, loggers);
    }

    public Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, string? token = null, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), token, headers);

    public async Task<HttpResponseMessage> SendAsync(string method, string path, byte[]? body, string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"http://{_server.Endpoint}/api/v1/{path}"));
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        request.Headers.ExpectContinue = body?.Length > 16 * 1024;
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request);
    }

    public async Task<JsonElement> AnswerAsync(HttpStatusCode status, string method, string path, string? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>Enqueues a job and returns its id.</summary>
    public async Task<string> EnqueueAsync(string queue, string body) =>
        (await AnswerAsync(HttpStatusCode.Created, "POST", $"queues/{queue}", body)).GetProperty("id").GetString()!;

    public async Task<JsonElement[]> LeaseAsync(string queue, string body = "{}") =>
        [.. (await AnswerAsync(HttpStatusCode.OK, "POST", $"queues/{queue}/lease", body)).GetProperty("jobs").EnumerateArray()];

    public async Task<string> ProblemAsync(HttpStatusCode status, string type, string method, string path, string? body = null, string? token = null)
    {
        using var response = await SendAsync(method, path, body, token);
        if (status == HttpStatusCode.ServiceUnavailable)
            Assert.Equal("1", response.Headers.RetryAfter?.ToString());
        return await ProblemAssert.IsAsync(response, status, type);
    }

    /// <summary>Id and token of a leased job, as a body begins with them.</summary>
    public static string Claim(JsonElement job) => $$"""
        "id":"{{job.GetProperty("id").GetString()}}","token":{{job.GetProperty("token")}}
        """;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await Node.DisposeAsync();
    }
}
