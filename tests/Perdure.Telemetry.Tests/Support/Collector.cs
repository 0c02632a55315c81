using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Perdure.Telemetry.Tests.Push.Protocol;

namespace Perdure.Telemetry.Tests.Support;

/// <summary>What stands for an OpenTelemetry collector: takes OTLP over HTTP and decodes it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<ExportMetricsServiceRequest> _requests = new();
    private readonly ConcurrentQueue<string> _heads = new();
    private TestBackend _server = null!;

    public Uri Url => _server.Url;

    /// <summary>What came, the oldest first.</summary>
    public IReadOnlyList<ExportMetricsServiceRequest> Requests => [.. _requests];

    /// <summary>Method, path, media type and the header <c>x-team</c> of what came.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        collector._server = await TestBackend.StartAsync(collector.TakeAsync);
        return collector;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _heads.Enqueue($"{context.Request.Method} {context.Request.Path} {context.Request.ContentType} {context.Request.Headers["x-team"]}");
        _requests.Enqueue(ExportMetricsServiceRequest.Parser.ParseFrom(body.ToArray()));
    }
}
