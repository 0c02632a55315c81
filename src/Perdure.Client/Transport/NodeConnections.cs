using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Perdure.Client.Transport;

/// <summary>
/// Sends calls to one of several nodes: the one that answered last, then the others in turn, each once. Every failure is a
/// <see cref="PerdureException"/>. Thread-safe.
/// </summary>
internal sealed class NodeConnections : IDisposable
{
    private const int NodesMax = 64;
    // As many of the largest jobs as a lease has, every character of them escaped.
    private const int AnswerBytesMax = 128 * 1024 * 1024;
    private const int LargeBody = 16 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private readonly Uri[] _nodes;
    private readonly string? _authorization;
    private readonly PerdureClientOptions _options;
    private readonly HttpClient _http;
    private int _current;

    public NodeConnections(PerdureClientOptions options)
    {
        _options = options;
        _nodes = [.. options.Nodes];
        if (_nodes.Length is 0 or > NodesMax)
            throw new ArgumentException($"Name 1 to {NodesMax} nodes; there are {_nodes.Length}.", nameof(options));
        if (_nodes.FirstOrDefault(node => !node.IsAbsoluteUri || node.Scheme is not ("http" or "https")) is { } wrong)
            throw new ArgumentException($"A node's address is like http://gateway-1:9090, not \"{wrong}\".", nameof(options));
        if (options.RequestTimeout <= TimeSpan.Zero)
            throw new ArgumentException("The request time-out must be more than zero.", nameof(options));
        _authorization = options.Token is { Length: > 0 } token ? $"Bearer {token}" : null;
        if (_authorization?.Any(character => character is < ' ' or > '~') == true)
            throw new ArgumentException("The token holds characters that cannot be sent.", nameof(options));
        var own = options.Handler is null;
        var handler = options.Handler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout, UseProxy = !_nodes.All(node => node.IsLoopback),
        };
        _http = new HttpClient(handler, own) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = AnswerBytesMax };
    }

    /// <summary>The nodes, in the order of the options.</summary>
    public IReadOnlyList<Uri> Nodes => _nodes;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Sends a call until a node answers it or refuses it for good, or all have been tried.</summary>
    public async Task<T> SendAsync<T>(NodeCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        (await AskAsync(call, type, cancellationToken).ConfigureAwait(false)).Answer;

    /// <summary>As <see cref="SendAsync"/>, and says which node has answered.</summary>
    public Task<(T Answer, Uri Node)> AskAsync<T>(NodeCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken) => TryAsync(
        call,
        async (response, ended) => response.StatusCode == HttpStatusCode.NoContent
            ? default!
            : await response.Content.ReadFromJsonAsync(type, ended).ConfigureAwait(false) ?? throw new JsonException("an empty answer"),
        cancellationToken);

    /// <summary>As <see cref="SendAsync"/>, for answers that are no JSON.</summary>
    public async Task<T> ReadAsync<T>(NodeCall call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        (await TryAsync(call, read, cancellationToken).ConfigureAwait(false)).Answer;

    private async Task<(T Answer, Uri Node)> TryAsync<T>(NodeCall call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        if (call.Node is { } only)
            return (await SendToAsync(only, call, read, cancellationToken).ConfigureAwait(false), only);
        var first = Volatile.Read(ref _current);
        PerdureException? last = null;
        for (var i = 0; i < _nodes.Length; i++)
        {
            var index = (first + i) % _nodes.Length;
            try
            {
                var answer = await SendToAsync(_nodes[index], call, read, cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _current, index);
                return (answer, _nodes[index]);
            }
            catch (PerdureException failed) when (failed.Failure == PerdureFailure.Unavailable)
            {
                // Which of the nodes says what to do matters less than that one of them may have done it.
                last = failed;
            }
            catch (PerdureException failed) when (failed.Failure == PerdureFailure.UnknownOutcome && call.Repeatable)
            {
                last = failed;
            }
        }

        // Whoever comes next begins elsewhere.
        Volatile.Write(ref _current, (first + 1) % _nodes.Length);
        throw last!;
    }

    private async Task<T> SendToAsync<T>(Uri node, NodeCall call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(TimeoutOf(call) + call.Wait, _options.Clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var request = new HttpRequestMessage(call.Method, new Uri(node, call.Path));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            if (_authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", _authorization);
            if (call.Body is not null)
                request.Content = new ByteArrayContent(call.Body) { Headers = { ContentType = new MediaTypeHeaderValue(call.ContentType) } };
            // What is too large is then refused before it is sent, and not by a connection that breaks.
            request.Headers.ExpectContinue = call.Body?.Length > LargeBody;
            foreach (var (name, value) in call.Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var response = await _http.SendAsync(request, ending.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw await RefusedAsync(node, response, ending.Token).ConfigureAwait(false);
            return await read(response, ending.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException failed) when (NothingSent(failed))
        {
            throw new PerdureException(PerdureFailure.Unavailable, $"Cannot reach a node at {node}: {failed.Message}", failed);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            throw new PerdureException(PerdureFailure.UnknownOutcome, $"The connection to {node} broke before its answer: {failed.Message}", failed);
        }
        catch (OperationCanceledException failed) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PerdureException(PerdureFailure.UnknownOutcome, $"{node} did not answer in time.", failed);
        }
        catch (ObjectDisposedException closed)
        {
            throw new PerdureException(PerdureFailure.Unexpected, "The client has been disposed of; make another one.", closed);
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidOperationException)
        {
            throw new PerdureException(
                PerdureFailure.Unexpected, $"{node} does not answer like a node of Perdure; is it the admin address of one?", foreign);
        }
    }

    private TimeSpan TimeoutOf(NodeCall call) =>
        call.Timeout is { } own && own < _options.RequestTimeout ? own : _options.RequestTimeout;

    private static bool NothingSent(HttpRequestException failed) => failed.HttpRequestError is
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or
        HttpRequestError.ProxyTunnelError;

    private static async Task<PerdureException> RefusedAsync(Uri node, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? await response.Content.ReadFromJsonAsync(ClientJson.Default.ProblemWire, cancellationToken).ConfigureAwait(false)
            : null;
        var status = (int)response.StatusCode;
        var failure = FailureRules.Of(status, problem?.Type);
        var hint = failure == PerdureFailure.Unexpected ? "; is it the admin address of a node with coordination?" : "";
        return new PerdureException(failure, $"{node} answered {status}{hint}{(problem?.Detail is { } detail ? $": {detail}" : "")}")
        {
            Status = status, ProblemType = problem?.Type,
        };
    }
}
