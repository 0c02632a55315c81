using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Perdure.Commands;
using Perdure.Console.Json;
using Perdure.Console.Nodes;

namespace Perdure.Administration;

/// <summary>The admin API of a node, for the commands. Every failure is a <see cref="CommandException"/> that says what to do.</summary>
internal sealed partial class AdminClient : IDisposable
{
    private const int AnswerBytesMax = 64 * 1024 * 1024;
    private const int LargeBody = 16 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Uri _node;
    private readonly HttpClient _http;

    /// <summary>Prepares a client; nothing is sent yet.</summary>
    public AdminClient(Uri node, string? token)
    {
        _node = node;
        var handler = new SocketsHttpHandler { UseProxy = !node.IsLoopback, AllowAutoRedirect = false };
        _http = new HttpClient(handler) { BaseAddress = node, Timeout = Timeout, MaxResponseContentBufferSize = AnswerBytesMax };
        if (token is not null && !_http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}"))
            throw new CommandException("the token holds characters that cannot be sent", ExitCode.Usage);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary><c>GET /api/v1/status</c>.</summary>
    public Task<NodeStatus> StatusAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "/api/v1/status", ConsoleJson.Default.NodeStatus, cancellationToken);

    /// <summary><c>GET /api/v1/services</c>.</summary>
    public Task<ServiceList> ServicesAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "/api/v1/services", ConsoleJson.Default.ServiceList, cancellationToken);

    /// <summary><c>GET /api/v1/routes</c>.</summary>
    public Task<RouteCountList> RouteCountsAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "/api/v1/routes", ConsoleJson.Default.RouteCountList, cancellationToken);

    /// <summary>A change of one instance, such as <c>drain</c> or <c>breaker/open</c>; answers with the instance afterwards.</summary>
    public Task<InstanceStatus> ActAsync(string service, string instance, string action, CancellationToken cancellationToken)
    {
        var path = $"/api/v1/services/{Uri.EscapeDataString(service)}/instances/{Uri.EscapeDataString(instance)}/{action}";
        return SendAsync(HttpMethod.Post, path, ConsoleJson.Default.InstanceStatus, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken, HttpContent? body = null) => ExchangeAsync(
        method, path, async content => await content.ReadFromJsonAsync(type, cancellationToken) ?? throw new JsonException("an empty answer"), cancellationToken, body);

    // What is no JSON.
    private Task<string> TextAsync(string path, CancellationToken cancellationToken) =>
        ExchangeAsync(HttpMethod.Get, path, content => content.ReadAsStringAsync(cancellationToken), cancellationToken, null);

    private async Task<T> ExchangeAsync<T>(HttpMethod method, string path, Func<HttpContent, Task<T>> read, CancellationToken cancellationToken, HttpContent? body)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            // What is too large is then refused before it is sent, and not by a connection that breaks.
            request.Headers.ExpectContinue = body?.Headers.ContentLength > LargeBody;
            using var response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw await RefusedAsync(response, cancellationToken);
            return await read(response.Content);
        }
        catch (HttpRequestException unreachable)
        {
            throw new CommandException(
                $"cannot reach a node at {_node}: {unreachable.Message}; is \"perdure run\" going there? " +
                "Name another address with --admin or PERDURE_ADMIN",
                ExitCode.Failed,
                unreachable);
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(
                $"{_node} did not answer within {Timeout.TotalSeconds} s; is it the admin address of a node?", ExitCode.Failed, late);
        }
        catch (JsonException foreign)
        {
            throw new CommandException(
                $"{_node} does not answer like a node of Perdure; is it the admin address?", ExitCode.Failed, foreign);
        }
    }

    // The node's problems say what to do; only what is different for a command is added.
    private async Task<CommandException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return new CommandException($"{_node} answered {status}; is it the admin address of a node?");
        var problem = await response.Content.ReadFromJsonAsync(ConsoleJson.Default.AdminProblem, cancellationToken);
        if (problem?.Remarks is { } remarks)
            return new RefusedTextException(problem.Detail, remarks);
        var hint = status == 401 ? " With this command: --token TOKEN or PERDURE_TOKEN." : "";
        return new RefusedException($"{problem?.Detail ?? $"{_node} answered {status}"}{hint}", problem?.Type);
    }
}
