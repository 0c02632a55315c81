using System.Net;
using System.Net.Http.Headers;

namespace Perdure.Coordination.Peers;

/// <summary>Pushes to one other node, one push at a time. Not thread-safe but for what can be looked at.</summary>
internal sealed class PeerPusher(PeerOptions options, PeerNode node, PeerSecret secret, IPeerCounts counts, HttpClient client) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    // What another node says of itself may be anything.
    private readonly Uri? _url = Uri.TryCreate($"{(options.CertificatePath is null ? "http" : "https")}://{node.Address}{PeerProtocol.Path}", UriKind.Absolute, out var url) ? url : null;
    private readonly List<PeerCount> _collected = [];
    private Task _loop = Task.CompletedTask;
    private string _to = "";
    private long _sinceMs = long.MinValue;
    private long _sequence;
    private long _reachedAt;
    private long _pushed;
    private long _failed;
    private volatile string? _problem;

    public PeerNode Node { get; } = node;

    public string? Problem => _problem;

    /// <summary>Whether the node is heard as far as the log knows; null until it said either.</summary>
    public bool? Told { get; set; }

    /// <summary>Since when there is pushing to it.</summary>
    public long SinceTimestamp { get; } = options.Clock.GetTimestamp();

    public PeerStatus Status(bool heard) => new(Node, heard, Interlocked.Read(ref _pushed), Interlocked.Read(ref _failed), _problem);

    public void Start() => _loop = Task.Run(LoopAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task LoopAsync()
    {
        // The next push waits for this one, so nothing piles up: it will say everything that this one said.
        using var timer = new PeriodicTimer(options.Interval, options.Clock);
        do
        {
            string? problem;
            try
            {
                problem = _url is null ? $"\"{Node.Address}\" is no address of the form host:port; look at coordination.peers of {Node.Id}" : await PushAsync(_url);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // Without this loop the other node would count this one as lost for ever.
                if (_problem != fault.Message) options.Log.LoopFault($"the pushes to {Node.Id}", fault);
                problem = fault.Message;
            }

            _problem = problem;
            _ = problem is null ? Interlocked.Increment(ref _pushed) : Interlocked.Increment(ref _failed);
        }
        while (await timer.WaitForNextTickAsync(_stop.Token));
    }

    private async Task<string?> PushAsync(Uri url)
    {
        // Who has not heard this node for a while begins anew with it, and needs everything.
        if (options.Clock.GetElapsedTime(_reachedAt) > options.LostAfter) _sinceMs = long.MinValue;
        _collected.Clear();
        var next = counts.Collect(_collected, _sinceMs, Math.Min(options.MaxCounts, PeerMessageFormat.MaxCounts));
        var body = PeerMessageFormat.Write(new PeerMessage
        {
            Node = options.Node,
            Incarnation = options.Incarnation,
            To = _to,
            Sequence = ++_sequence,
            Counts = _collected,
        });
        var signature = new byte[PeerSecret.SignatureBytes];
        if (!secret.TrySign(body, signature)) return secret.Problem ?? "the secret of the peers is not known yet";
        try
        {
            using var response = await SendAsync(url, body, signature);
            return Judge(url, response, next);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return $"{url.Authority}: {fault.Message}";
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return $"{url.Authority} did not answer within {options.Timeout.TotalMilliseconds} ms";
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri url, byte[] body, byte[] signature)
    {
        using var limit = new CancellationTokenSource(options.Timeout, options.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Headers.Add(PeerProtocol.Signature, Convert.ToHexStringLower(signature));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(PeerProtocol.ContentType);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
    }

    private string? Judge(Uri url, HttpResponseMessage response, long next)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.NoContent:
                _sinceMs = next;
                _reachedAt = options.Clock.GetTimestamp();
                return null;
            case HttpStatusCode.Conflict when response.Headers.TryGetValues(PeerProtocol.Incarnation, out var values):
                // Another process than before: it knows nothing yet.
                _to = values.First();
                _sinceMs = long.MinValue;
                return $"{url.Authority} has just started; the next push is for it";
            case HttpStatusCode.Unauthorized:
                secret.Doubt();
                return $"{url.Authority} does not accept the signature: the two nodes have read different secrets; do they use the same store and prefix?";
            default:
                return $"{url.Authority} answered {(int)response.StatusCode}";
        }
    }
}
