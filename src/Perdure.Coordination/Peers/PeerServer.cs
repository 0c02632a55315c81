using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Perdure.Coordination.Peers;

/// <summary>
/// Takes what the other nodes have counted: HTTP/2 only, signed with the shared secret, bounded in size. Whoever does not know the secret is
/// answered 401 and counted. Thread-safe.
/// </summary>
public sealed class PeerServer : IAsyncDisposable
{
    private const int MaxConnections = 256;
    private const int MaxAtOnce = 16;
    private static readonly TimeSpan s_tellEvery = TimeSpan.FromMinutes(1);

    private readonly PeerSecret _secret;
    private readonly IPeerCounts _counts;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly TimeSpan _readWithin;
    private readonly SemaphoreSlim _atOnce = new(MaxAtOnce, MaxAtOnce);
    private readonly X509Certificate2? _certificate;
    private readonly WebApplication _app;
    private long _accepted;
    private long _unauthenticated;
    private long _ignored;
    private long _toldAt;

    private PeerServer(PeerOptions options, PeerSecret secret, IPeerCounts counts)
    {
        (_secret, _counts, _clock, _readWithin, _log) = (secret, counts, options.Clock, options.LostAfter, options.Log);
        Journal = new PeerJournal(options.Incarnation, options.Clock);
        _certificate = Load(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (_certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton<Microsoft.Extensions.Hosting.IHostLifetime, NoLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = PeerMessageFormat.MaxBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestHeadersTotalSize = 4_096;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
            kestrel.Limits.Http2.MaxStreamsPerConnection = 4;
            kestrel.Listen(options.Address, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (_certificate is not null) listen.UseHttps(_certificate);
            });
        });
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>The address that is bound.</summary>
    public IPEndPoint Address { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Pushes that were taken in.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Pushes that were not signed with the secret.</summary>
    public long Unauthenticated => Interlocked.Read(ref _unauthenticated);

    /// <summary>Pushes that were signed and no news: played again, overtaken, or from a process that was replaced.</summary>
    public long Ignored => Interlocked.Read(ref _ignored);

    internal PeerJournal Journal { get; }

    /// <summary>Binds and serves.</summary>
    /// <exception cref="IOException">The address can't be bound, or the certificate not be used.</exception>
    public static async Task<PeerServer> StartAsync(PeerOptions options, PeerSecret secret, IPeerCounts counts, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(counts);
        var server = new PeerServer(options, secret, counts);
        try
        {
            await server._app.StartAsync(cancel);
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException)
        {
            await server.DisposeAsync();
            throw new IOException($"The address {options.Address} (coordination.peers.address) can't be bound: {fault.Message} Choose another one.", fault);
        }
        server.Address = IPEndPoint.Parse(new Uri(server._app.Urls.First()).Authority);
        return server;
    }

    /// <summary>Closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
        _certificate?.Dispose();
        _atOnce.Dispose();
    }

    private static X509Certificate2? Load(PeerOptions options)
    {
        if (options.CertificatePath is not { } path || options.KeyPath is not { } key) return null;
        try
        {
            return X509Certificate2.CreateFromPemFile(path, key);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"The certificate {path} (coordination.tls) can't be used with the key {key}: {fault.Message}", fault);
        }
    }

    private async Task TakeAsync(HttpContext context)
    {
        context.Response.Headers[PeerProtocol.Incarnation] = Journal.Incarnation;
        context.Response.StatusCode = await JudgeAsync(context);
    }

    private async Task<int> JudgeAsync(HttpContext context)
    {
        if (context.Request.Path != PeerProtocol.Path) return StatusCodes.Status404NotFound;
        if (!HttpMethods.IsPost(context.Request.Method)) return StatusCodes.Status405MethodNotAllowed;
        if (!_secret.Known) return StatusCodes.Status503ServiceUnavailable;
        var signature = SignatureOf(context.Request);
        if (signature is null) return Refuse(context);
        if (context.Request.ContentLength is not { } length) return StatusCodes.Status411LengthRequired;
        if (length > PeerMessageFormat.MaxBytes) return StatusCodes.Status413PayloadTooLarge;
        // Memory for strangers is bounded, too: whoever comes when too much is being read may come again.
        if (!_atOnce.Wait(0, CancellationToken.None)) return StatusCodes.Status503ServiceUnavailable;
        try
        {
            // Whoever sends slowly must not hold a place for long.
            using var limit = new CancellationTokenSource(_readWithin, _clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
            var body = new byte[length];
            await context.Request.Body.ReadExactlyAsync(body, both.Token);
            return Take(context, body, signature);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            return StatusCodes.Status400BadRequest;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private int Take(HttpContext context, byte[] body, byte[] signature)
    {
        if (!_secret.Verify(body, signature)) return Refuse(context);
        if (!PeerMessageFormat.TryRead(body, out var message)) return StatusCodes.Status400BadRequest;
        // Not for this process: the sender learns from the answer who this is.
        if (message.To != Journal.Incarnation) return StatusCodes.Status409Conflict;
        if (!Journal.IsNews(message))
        {
            Interlocked.Increment(ref _ignored);
            return StatusCodes.Status204NoContent;
        }
        _counts.Merge($"{message.Node}/{message.Incarnation}", message.Counts);
        Interlocked.Increment(ref _accepted);
        return StatusCodes.Status204NoContent;
    }

    private int Refuse(HttpContext context)
    {
        var total = Interlocked.Increment(ref _unauthenticated);
        var (now, told) = (_clock.GetTimestamp(), Interlocked.Read(ref _toldAt));
        if ((told == 0 || _clock.GetElapsedTime(told, now) >= s_tellEvery) && Interlocked.CompareExchange(ref _toldAt, now, told) == told)
            _log.PeerRefused(total, context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address");
        // Perhaps the secret was replaced in the store.
        _secret.Doubt();
        return StatusCodes.Status401Unauthorized;
    }

    private static byte[]? SignatureOf(HttpRequest request)
    {
        var signature = new byte[PeerSecret.SignatureBytes];
        return request.Headers[PeerProtocol.Signature] is [{ Length: 2 * PeerSecret.SignatureBytes } text]
            && Convert.FromHexString(text, signature, out _, out var written) == System.Buffers.OperationStatus.Done && written == signature.Length
            ? signature
            : null;
    }

    // Signals are the node's affair.
    private sealed class NoLifetime : Microsoft.Extensions.Hosting.IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
