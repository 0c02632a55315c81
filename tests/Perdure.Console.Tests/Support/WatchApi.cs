using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Model;
using Perdure.Telemetry.Events;
using Perdure.Telemetry.Incidents;
using Perdure.Telemetry.Runbooks;

namespace Perdure.Console.Tests.Support;

/// <summary>An admin server with a journal, incidents and runbooks, and a client of it.</summary>
internal sealed class WatchApi : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly AdminServer _server;

    private WatchApi(DurableNode durable)
    {
        var model = new SystemModel { Name = "shop" };
        Journal = new EventJournal(TimeProvider.System);
        Incidents = new NodeIncidents(new IncidentSources { Journal = Journal, Alerts = () => [], Model = () => model, Time = TimeProvider.System, Log = NullLogger.Instance });
        Durable = durable;
        _server = new AdminServer(
            new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 0), Tokens = AdminApi.AllRoles },
            Node,
            Loggers,
            new AdminParts { Shared = Shared, Durability = durable, Events = Journal, Incidents = Incidents, Runbooks = new RunbookShelf(() => model, null) });
    }

    public FakeNode Node { get; } = new();

    public FakeShared Shared { get; } = new();

    public RecordingLoggers Loggers { get; } = new();

    public DurableNode Durable { get; }

    public EventJournal Journal { get; }

    public NodeIncidents Incidents { get; }

    public static async Task<WatchApi> StartAsync()
    {
        var api = new WatchApi(new DurableNode(new QueueModel { Name = "mail" }));
        await api._server.StartAsync(CancellationToken.None);
        return api;
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, string? token = AdminApi.OperatorToken, string? accept = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://{_server.Endpoint}/api/v1/{path}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await _client.SendAsync(request);
    }

    public async Task<JsonElement> JsonAsync(string method, string path, string? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonElement.Parse(text);
    }

    public async Task<string> ProblemAsync(string method, string path, string? body, HttpStatusCode status, string type)
    {
        using var answer = await SendAsync(method, path, body);
        return await ProblemAssert.IsAsync(answer, status, $"urn:perdure:problem:{type}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await Incidents.DisposeAsync();
        await Durable.DisposeAsync();
    }
}
