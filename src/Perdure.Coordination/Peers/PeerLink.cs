using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Perdure.Coordination.Peers;

/// <summary>
/// Pushes what this node has counted to every other node, ten times a second, each over a connection and a loop of its own: a slow or dead
/// node delays nobody, and nothing piles up, because counts only grow and the next push says everything again. Thread-safe.
/// </summary>
public sealed class PeerLink : IAsyncDisposable
{
    private readonly PeerOptions _options;
    private readonly PeerSecret _secret;
    private readonly PeerServer _server;
    private readonly IPeerCounts _counts;
    private readonly Func<PeerView> _view;
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _client;
    private readonly Task _loop;
    private ImmutableArray<PeerPusher> _pushers = [];

    private PeerLink(PeerOptions options, PeerSecret secret, PeerServer server, IPeerCounts counts, Func<PeerView> view)
    {
        (_options, _secret, _server, _counts, _view) = (options, secret, server, counts, view);
        _client = new HttpClient(HandlerOf(options), disposeHandler: true) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>How the exchange with each other node goes.</summary>
    public ImmutableArray<PeerStatus> Peers =>
        [.. Pushers.Select(p => p.Status(_server.Journal.IsHeard(p.Node.Id, _options.LostAfter)))];

    /// <summary>Begins.</summary>
    /// <param name="options">What it is built with.</param>
    /// <param name="secret">What pushes are signed with.</param>
    /// <param name="server">Where this node hears the others.</param>
    /// <param name="counts">What is pushed.</param>
    /// <param name="view">Who else is there; asked at every interval, must be quick.</param>
    /// <exception cref="IOException">The authorities of <see cref="PeerOptions.CaPath"/> can't be read.</exception>
    public static PeerLink Start(PeerOptions options, PeerSecret secret, PeerServer server, IPeerCounts counts, Func<PeerView> view)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(view);
        return new PeerLink(options, secret, server, counts, view);
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var pusher in Pushers) await pusher.DisposeAsync();
        _client.Dispose();
    }

    private ImmutableArray<PeerPusher> Pushers => ImmutableInterlocked.InterlockedCompareExchange(ref _pushers, default, default);

    private async Task LoopAsync()
    {
        var told = (string?)null;
        using var timer = new PeriodicTimer(_options.Interval, _options.Clock);
        do
        {
            try
            {
                await StepAsync();
                told = null;
            }
            catch (Exception fault)
            {
                // Without this loop the limits would go on as if nothing ever changed among the nodes.
                if (told != fault.Message) _options.Log.LoopFault("the exchange with the peers", fault);
                told = fault.Message;
            }
        }
        while (await timer.WaitForNextTickAsync(_stop.Token));
    }

    private async Task StepAsync()
    {
        var view = _view();
        await FollowAsync(view.Others);
        // A node that nobody can reach counts, and can't be heard.
        var heard = view.Others.Length == view.LiveNodes - 1 && view.Others.All(o => _server.Journal.IsHeard(o.Id, _options.LostAfter));
        Tell();
        _counts.SetNodes(Math.Max(1, view.LiveNodes), view.Reliable && heard);
    }

    // Each change once; who has only just been met may still be on its way.
    private void Tell()
    {
        foreach (var pusher in Pushers)
        {
            var heard = _server.Journal.IsHeard(pusher.Node.Id, _options.LostAfter);
            if (heard == pusher.Told || (!heard && _options.Clock.GetElapsedTime(pusher.SinceTimestamp) < 2 * _options.LostAfter)) continue;
            pusher.Told = heard;
            var name = $"{pusher.Node.Id} ({pusher.Node.Address})";
            if (heard) _options.Log.PeerHeard(name);
            else _options.Log.PeerSilent(name, pusher.Problem ?? "it takes pushes in and sends none");
        }
    }

    private async Task FollowAsync(ImmutableArray<PeerNode> others)
    {
        var before = Pushers;
        if (before.Length == others.Length && before.All(p => others.Contains(p.Node))) return;
        var kept = before.RemoveAll(p => !others.Contains(p.Node));
        var added = others.Where(o => o.Id != _options.Node && !kept.Any(p => p.Node == o)).Distinct()
            .Select(o => new PeerPusher(_options, o, _secret, _counts, _client)).ToList();
        ImmutableInterlocked.InterlockedExchange(ref _pushers, [.. kept, .. added]);
        foreach (var pusher in added) pusher.Start();
        foreach (var gone in before.Except(kept)) await gone.DisposeAsync();
    }

    private static SocketsHttpHandler HandlerOf(PeerOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.Timeout,
            // A connection whose other end is gone without a word must not be used for long.
            KeepAlivePingDelay = TimeSpan.FromSeconds(1),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        };
        if (options.CaPath is { } path) handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(path) };
        return handler;
    }

    private static X509ChainPolicy TrustOnly(string path)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(path);
        }
        catch (Exception fault) when (fault is System.Security.Cryptography.CryptographicException or UnauthorizedAccessException)
        {
            throw new IOException($"The authorities {path} (coordination.tls.ca) can't be read: {fault.Message}", fault);
        }
        return policy;
    }
}
