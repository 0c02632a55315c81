using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Perdure.Console.Agreement;
using Perdure.Coordination.Embedded;
using Perdure.Model;

namespace Perdure.Console.Tests.Support;

/// <summary>A real admin server over a store in memory, and a client of it.</summary>
internal sealed class Agreement : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private Agreement(FaultyCoordinator store, AdminServer server) => (Store, Server) = (store, server);

    public FaultyCoordinator Store { get; }

    public AdminServer Server { get; }

    public HttpClient Client => _client;

    public static async Task<Agreement> StartAsync(AgreementLimits? limits = null, ImmutableArray<AdminToken>? tokens = null)
    {
        var store = new FaultyCoordinator(EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "shop" }));
        var admin = new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 0), Tokens = tokens ?? [] };
        var server = new AdminServer(admin, new FakeNode(), new RecordingLoggers(), new AdminParts { Coordination = new AgreementNode(store) }, limits ?? new AgreementLimits());
        await server.StartAsync(CancellationToken.None);
        return new Agreement(store, server);
    }

    public Uri Url(string path) => new(new Uri($"http://{Server.Endpoint}/"), "/api/v1/" + path);

    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? body = null, string? token = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Url(path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await _client.SendAsync(request, cancellationToken);
    }

    public async Task<JsonElement> AnswerAsync(string method, string path, string? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(text);
    }

    /// <summary>Enters an election, for longer than a test lasts unless it says otherwise.</summary>
    public Task<JsonElement> CampaignAsync(string election, string candidate, string more = "", string ttl = "5m") =>
        AnswerAsync("POST", $"elections/{election}/campaign", $$"""{"candidate":"{{candidate}}","ttl":"{{ttl}}"{{more}}}""");

    public async Task<string> ProblemAsync(HttpStatusCode status, string type, string method, string path, string? body = null, string? token = null)
    {
        using var response = await SendAsync(method, path, body, token);
        if (status == HttpStatusCode.ServiceUnavailable)
            Assert.Equal("1", response.Headers.RetryAfter?.ToString());
        return await ProblemAssert.IsAsync(response, status, type);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
        await Store.DisposeAsync();
    }
}
