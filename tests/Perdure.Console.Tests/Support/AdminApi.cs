using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Perdure.Model;

namespace Perdure.Console.Tests.Support;

/// <summary>A real admin server on a free port over a <see cref="FakeNode"/>, and a client of it.</summary>
internal sealed class AdminApi : IAsyncDisposable
{
    public const string OperatorToken = "operator-secret";
    public const string AppToken = "app-secret";
    public const string ReaderToken = "reader-secret";

    // A body that is refused by its length alone is not sent, however long the answer takes.
    private readonly HttpClient _client = new(
        new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });

    private AdminApi(AdminServer server, FakeNode node, RecordingLoggers loggers, FakeShared shared) =>
        (Server, Node, Loggers, Shared) = (server, node, loggers, shared);

    public AdminServer Server { get; }

    public FakeNode Node { get; }

    public FakeShared Shared { get; }

    public RecordingLoggers Loggers { get; }

    public Uri Base => new($"http://{Server.Endpoint}/");

    public static ImmutableArray<AdminToken> AllRoles { get; } =
    [
        new AdminToken { Name = "ops", Role = AdminRole.Operator, Token = OperatorToken },
        new AdminToken { Name = "shop", Role = AdminRole.App, Token = AppToken },
        new AdminToken { Name = "wall", Role = AdminRole.Reader, Token = ReaderToken },
    ];

    public static Task<AdminApi> StartAsync() => StartAsync([]);

    public static async Task<AdminApi> StartAsync(ImmutableArray<AdminToken> tokens, Func<AdminParts, AdminParts>? more = null)
    {
        var node = new FakeNode();
        var loggers = new RecordingLoggers();
        var admin = new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 0), Tokens = tokens };
        var shared = new FakeShared();
        var parts = new AdminParts { Shared = shared };
        var server = new AdminServer(admin, node, loggers, more?.Invoke(parts) ?? parts);
        await server.StartAsync(CancellationToken.None);
        return new AdminApi(server, node, loggers, shared);
    }

    public Task<HttpResponseMessage> SendAsync(
        string method, string path, string? token = null, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, null, token, headers);

    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, HttpContent? body, string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Base, path)) { Content = body };
        request.Headers.ExpectContinue = body?.Headers.ContentLength > 16 * 1024;
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request);
    }

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        using var response = await SendAsync("GET", path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }
}
