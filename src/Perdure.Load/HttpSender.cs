using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Perdure.Load;

/// <summary>
/// A client over keep-alive connections that believes only what it has read: good is a 2xx whose body came complete.
/// Redirects, cookies and proxies are off. As RFC 9112 (9.3.1) allows, the handler repeats an idempotent request by itself when
/// a kept-alive connection turns out closed before any of the answer came. Thread-safe.
/// </summary>
/// <param name="time">The clock of the time-out.</param>
/// <param name="options">How to talk to the server.</param>
/// <param name="request">Makes the message, with an absolute address, for a planned request.</param>
public sealed class HttpSender(TimeProvider time, HttpSenderOptions options, Func<LoadRequest, HttpRequestMessage> request) : IDisposable
{
    /// <summary>Reason of an answer whose body ended before the declared length or the last chunk.</summary>
    public const string Truncated = "truncated body";

    /// <summary>Reason of a request without a whole answer within <see cref="HttpSenderOptions.Timeout"/>.</summary>
    public const string TimedOut = "timeout";

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = options.MaxConnections,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    });

    /// <summary>Sends one request and reads the whole answer; fits <see cref="OpenLoopLoad"/>.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async ValueTask<LoadOutcome> SendAsync(LoadRequest planned, CancellationToken cancel)
    {
        using var message = request(planned);
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            using var response = await _client.SendAsync(message, both.Token);
            options.Answered?.Invoke(response);
            var declared = response.Content.Headers.ContentLength;
            long read;
            try
            {
                read = await ReadToEndAsync(response.Content, both.Token);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return LoadOutcome.Failure(Truncated);
            }
            if (!response.IsSuccessStatusCode) return LoadOutcome.Failure(StatusReason(response.StatusCode));
            var complete = declared is null || declared == read || message.Method == HttpMethod.Head;
            return complete ? LoadOutcome.Success : LoadOutcome.Failure(Truncated);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return LoadOutcome.Failure(TimedOut);
        }
        catch (HttpRequestException e)
        {
            return LoadOutcome.Failure(Describe(e));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static async Task<long> ReadToEndAsync(HttpContent content, CancellationToken cancel)
    {
        await using var body = await content.ReadAsStreamAsync(cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            long total = 0;
            while (await body.ReadAsync(buffer, cancel) is > 0 and var read) total += read;
            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string StatusReason(HttpStatusCode status) => $"status {(int)status}";

    private static string Describe(HttpRequestException e) => e switch
    {
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "connection refused",
        { HttpRequestError: HttpRequestError.ConnectionError } => "connection failed",
        { HttpRequestError: HttpRequestError.ResponseEnded } => "connection closed without an answer",
        { HttpRequestError: HttpRequestError.InvalidResponse } => "invalid answer",
        _ => "connection lost",
    };
}
