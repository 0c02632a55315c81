using System.Net;
using Perdure.Coordination.Embedded;
using Perdure.Coordination.Peers;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Peers;

/// <summary>One node with real sockets, as far as its peers see it.</summary>
internal sealed class TestPeer : IAsyncDisposable
{
    private readonly PeerOptions _options;
    private readonly PeerSecret _secret;
    private PeerLink? _link;
    private bool _disposed;
    private int _broken;
    private volatile PeerView _view = new([], 1, true);

    private TestPeer(PeerOptions options, PeerSecret secret, PeerServer server, SummedCounts counts) =>
        (_options, _secret, Server, Counts) = (options, secret, server, counts);

    public PeerServer Server { get; }

    public SummedCounts Counts { get; }

    public PeerLink Link => _link!;

    public PeerNode Node => new(_options.Node, Server.Address.ToString());

    public static EmbeddedCoordinator Store() =>
        EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "shop" });

    public static async Task<TestPeer> StartAsync(ICoordinator store, string node, string incarnation = "1", PeerOptions? options = null)
    {
        options = (options ?? new PeerOptions { Node = "", Incarnation = "" }) with { Node = node, Incarnation = incarnation };
        var secret = PeerSecret.Start(store, options);
        var counts = new SummedCounts();
        var server = await PeerServer.StartAsync(options, secret, counts, CancellationToken.None);
        var peer = new TestPeer(options, secret, server, counts);
        peer._link = PeerLink.Start(options, secret, server, counts, peer.Look);
        await Eventually.Holds(() => secret.Known, "the secret is known");
        return peer;
    }

    /// <summary>Says who is there, this one left out.</summary>
    public void Knows(params PeerNode[] others) => _view = new PeerView([.. others], others.Length + 1, true);

    /// <summary>Whoever asks who is there meets an exception, until it is said again.</summary>
    public void Breaks() => _view = new PeerView(default, 0, true);

    /// <summary>How often it did.</summary>
    public int Broken => Volatile.Read(ref _broken);

    public void Doubts() => _view = _view with { Reliable = false };

    private PeerView Look()
    {
        if (!_view.Others.IsDefault) return _view;
        Interlocked.Increment(ref _broken);
        throw new InvalidOperationException("a defect, says the test");
    }

    /// <summary>Sends bytes as a stranger or another node would.</summary>
    public async Task<HttpStatusCode> PostAsync(byte[] body, string? signature, string path = "/peers/v1/counts")
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{Server.Address}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        if (signature is not null) request.Headers.Add("perdure-signature", signature);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    public byte[] Message(string node, long sequence, long count, string? to = null, string incarnation = "x") => PeerMessageFormat.Write(new PeerMessage
    {
        Node = node,
        Incarnation = incarnation,
        To = to ?? _options.Incarnation,
        Sequence = sequence,
        Counts = [new PeerCount("limit", 1, 1, 0, count, 0)],
    });

    public string Sign(byte[] body)
    {
        var signature = new byte[PeerSecret.SignatureBytes];
        Assert.True(_secret.TrySign(body, signature));
        return Convert.ToHexStringLower(signature);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        if (_link is not null) await _link.DisposeAsync();
        await Server.DisposeAsync();
        await _secret.DisposeAsync();
    }
}
