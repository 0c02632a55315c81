using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace Perdure.Telemetry.Tracing.Export;

/// <summary>Sends a batch to the collector once, by OTLP over HTTP or gRPC (opentelemetry.io, "OTLP Specification"). Never throws. One at a time.</summary>
internal sealed class TraceSender : IDisposable
{
    private const int AnswerMax = 64 << 10;
    private const int PrefixBytes = 5;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterMax = TimeSpan.FromSeconds(30);

    private readonly TraceSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public TraceSender(TraceSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        // A redirection would take a token elsewhere.
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = !settings.Url.IsLoopback, UseCookies = false, ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), ActivityHeadersPropagator = null,
        });
    }

    public async Task<TraceSent> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(_settings.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var request = RequestOf(batch);
            using var answer = await _http.SendAsync(request, either.Token);
            var (body, length) = await ReadAsync(answer, either.Token);
            return _settings.Protocol == TraceProtocol.Grpc ? OfGrpc(answer, body.AsSpan(0, length)) : OfHttp(answer, body.AsSpan(0, length));
        }
        catch (OperationCanceledException)
        {
            return TraceSent.Failed("it did not answer in time", true);
        }
        catch (HttpRequestException failed)
        {
            return TraceSent.Failed(failed.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "its name is not known",
                HttpRequestError.ConnectionError => "it cannot be reached",
                HttpRequestError.SecureConnectionError => "its certificate is not trusted, or it does not speak TLS",
                HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse => "what answers does not speak this protocol; see OTEL_EXPORTER_OTLP_PROTOCOL",
                _ => "the connection broke",
            }, true);
        }
        catch (IOException)
        {
            return TraceSent.Failed("the connection broke", true);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage RequestOf(ReadOnlyMemory<byte> batch)
    {
        var grpc = _settings.Protocol == TraceProtocol.Grpc;
        var body = _settings.Gzip ? Compress(batch) : batch;
        if (grpc)
            body = Frame(body, _settings.Gzip);
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(grpc ? "application/grpc" : "application/x-protobuf");
        if (_settings.Gzip && !grpc)
            content.Headers.ContentEncoding.Add("gzip");
        var request = new HttpRequestMessage(HttpMethod.Post, _settings.Url)
        {
            Content = content,
            Version = grpc ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = grpc ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.UserAgent.ParseAdd("Perdure");
        if (grpc)
        {
            request.Headers.TE.ParseAdd("trailers");
            request.Headers.TryAddWithoutValidation("grpc-timeout", string.Create(CultureInfo.InvariantCulture, $"{(long)_settings.Timeout.TotalMilliseconds}m"));
            if (_settings.Gzip)
                request.Headers.TryAddWithoutValidation("grpc-encoding", "gzip");
        }

        foreach (var (name, value) in _settings.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static byte[] Frame(ReadOnlyMemory<byte> message, bool compressed)
    {
        var frame = new byte[PrefixBytes + message.Length];
        frame[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.Span.CopyTo(frame.AsSpan(PrefixBytes));
        return frame;
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> bytes)
    {
        var packed = new MemoryStream(bytes.Length / 4);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes.Span);
        return packed.GetBuffer().AsMemory(0, (int)packed.Length);
    }

    private static async Task<(byte[] Body, int Length)> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var body = new byte[AnswerMax];
        await using var stream = await answer.Content.ReadAsStreamAsync(cancel);
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancel);
        return (body, length);
    }

    private TraceSent OfHttp(HttpResponseMessage answer, ReadOnlySpan<byte> body)
    {
        if (answer.IsSuccessStatusCode)
            return TraceSent.Arrived(PartialSuccess.RejectedOf(body));
        var status = (int)answer.StatusCode;
        return TraceSent.Failed(string.Create(CultureInfo.InvariantCulture, $"it answered {status}"), status is 429 or 502 or 503 or 504, AfterOf(answer));
    }

    private static TraceSent OfGrpc(HttpResponseMessage answer, ReadOnlySpan<byte> body)
    {
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            var http = (int)answer.StatusCode;
            return TraceSent.Failed(string.Create(CultureInfo.InvariantCulture, $"it answered {http}, not in gRPC"), http is 429 or 502 or 503 or 504);
        }

        var status = CodeOf(answer.TrailingHeaders) ?? CodeOf(answer.Headers);
        if (status == 0)
            return TraceSent.Arrived(body.Length > PrefixBytes && body[0] == 0 ? PartialSuccess.RejectedOf(body[PrefixBytes..]) : 0);
        // What the specification calls retryable; RESOURCE_EXHAUSTED only with a time that would be in its details.
        var again = status is null or 1 or 4 or 10 or 11 or 14 or 15;
        return TraceSent.Failed(status is { } code ? string.Create(CultureInfo.InvariantCulture, $"it answered gRPC status {code}") : "it does not answer in gRPC", again);
    }

    private static int? CodeOf(HttpResponseHeaders headers) =>
        headers.NonValidated.TryGetValues("grpc-status", out var text) && int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;

    private TimeSpan? AfterOf(HttpResponseMessage answer)
    {
        if (answer.Headers.RetryAfter is not { } retry)
            return null;
        var after = retry.Delta ?? (retry.Date is { } date ? date - _time.GetUtcNow() : null);
        return after is { } wait ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, AfterMax.Ticks)) : null;
    }
}
