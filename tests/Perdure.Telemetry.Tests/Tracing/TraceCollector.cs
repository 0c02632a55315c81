using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
#pragma warning disable IDE0005 // Compiled into two projects, one of which has this one everywhere.
using Perdure.Gateway.Tests.Support;
#pragma warning restore IDE0005
using Perdure.Telemetry.Tests.Tracing.Protocol;

namespace Perdure.Telemetry.Tests.Tracing;

/// <summary>What stands for an OpenTelemetry collector of traces, over HTTP or gRPC: decodes what comes by messages that were generated from the public protocol.</summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private const int ServerKind = 2;

    private readonly ConcurrentQueue<ExportTraceServiceRequest> _requests = new();
    private readonly ConcurrentQueue<string> _heads = new();
    private TestBackend _server = null!;

    public Uri Url => _server.Url;

    /// <summary>How many tries came, refused ones too.</summary>
    public int Tries => _server.Requests;

    /// <summary>What is done instead of taking it; false: take it. By default everything is taken.</summary>
    public Func<HttpContext, int, Task<bool>> Instead { get; set; } = static (_, _) => Task.FromResult(false);

    /// <summary>Spans that it says it does not want.</summary>
    public long Rejects { get; set; }

    /// <summary>What was taken, the oldest first.</summary>
    public IReadOnlyList<ExportTraceServiceRequest> Requests => [.. _requests];

    /// <summary>Protocol, method, path, media type and the header <c>x-team</c> of what was taken.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    public IReadOnlyList<ReadSpan> Spans =>
        [.. _requests.SelectMany(request => request.ResourceSpans).SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans).Select(span => new ReadSpan(span))];

    public static async Task<TraceCollector> StartAsync(bool grpc = false)
    {
        var collector = new TraceCollector();
        collector._server = await TestBackend.StartAsync(context => collector.TakeAsync(context, grpc), grpc ? HttpProtocols.Http2 : HttpProtocols.Http1);
        return collector;
    }

    /// <summary>Waits until so many spans are there.</summary>
    public async Task<IReadOnlyList<ReadSpan>> SpansAsync(int count)
    {
        await Eventually.Async(() => Spans.Count >= count, $"{count} spans arrive");
        return Spans;
    }

    /// <summary>Waits until so many clients' requests are there, of which each may have had any number of attempts; returns their spans.</summary>
    public async Task<IReadOnlyList<ReadSpan>> RequestSpansAsync(int count)
    {
        await Eventually.Async(() => RequestSpans().Count >= count, $"the spans of {count} requests arrive");
        return RequestSpans();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private List<ReadSpan> RequestSpans() => [.. Spans.Where(span => span.Kind == ServerKind)];

    private async Task TakeAsync(HttpContext context, bool grpc)
    {
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy);
        if (await Instead(context, _server.Requests))
            return;
        var request = context.Request;
        _heads.Enqueue($"{request.Protocol} {request.Method} {request.Path} {request.ContentType} {request.Headers["x-team"]}");
        var bytes = copy.ToArray();
        var packed = grpc ? bytes[0] == 1 : request.Headers.ContentEncoding == "gzip";
        if (grpc)
        {
            Assert.Equal("trailers", request.Headers.TE);
            Assert.Equal(bytes.Length - 5, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1)));
            Assert.Equal(packed ? "gzip" : "", request.Headers["grpc-encoding"].ToString());
            bytes = bytes[5..];
        }

        _requests.Enqueue(ExportTraceServiceRequest.Parser.ParseFrom(packed ? Unpack(bytes) : bytes));
        var answer = new ExportTraceServiceResponse { PartialSuccess = Rejects > 0 ? new ExportTracePartialSuccess { RejectedSpans = Rejects, ErrorMessage = "too old" } : null }.ToByteArray();
        context.Response.ContentType = grpc ? "application/grpc" : "application/x-protobuf";
        if (grpc)
        {
            var frame = new byte[5];
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), answer.Length);
            await context.Response.Body.WriteAsync(frame);
        }

        await context.Response.Body.WriteAsync(answer);
        if (grpc)
            context.Response.AppendTrailer("grpc-status", "0");
    }

    private static byte[] Unpack(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var to = new MemoryStream();
        gzip.CopyTo(to);
        return to.ToArray();
    }

    /// <summary>A span with its attributes by name, as texts.</summary>
    internal sealed class ReadSpan(Span span)
    {
        public Span Raw { get; } = span;

        public string Name => Raw.Name;

        public int Kind => Raw.Kind;

        public string TraceId => Convert.ToHexStringLower(Raw.TraceId.Span);

        public string SpanId => Convert.ToHexStringLower(Raw.SpanId.Span);

        public string ParentId => Convert.ToHexStringLower(Raw.ParentSpanId.Span);

        public Dictionary<string, string> Attributes { get; } = span.Attributes.ToDictionary(attribute => attribute.Key, attribute => Text(attribute.Value));

        public string? this[string key] => Attributes.GetValueOrDefault(key);

        private static string Text(SpanValue value) => value.ValueCase switch
        {
            SpanValue.ValueOneofCase.StringValue => value.StringValue,
            SpanValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
            SpanValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
            _ => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        };
    }
}
