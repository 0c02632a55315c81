using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Tracing;

/// <summary>A collector that is not as it should be costs its traces, and nothing else.</summary>
public sealed class TraceExporterTests
{
    private readonly LinesSeen _log = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Collector_that_wants_it_later_gets_it_later(bool grpc)
    {
        await using var collector = await TraceCollector.StartAsync(grpc);
        collector.Instead = (context, tries) =>
        {
            if (tries > 1)
                return Task.FromResult(false);
            if (grpc)
                context.Response.Headers["grpc-status"] = "14";
            else
                context.Response.StatusCode = 503;
            context.Response.ContentType = grpc ? "application/grpc" : "text/plain";
            context.Response.Headers.RetryAfter = "0";
            return Task.FromResult(true);
        };
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        await using var node = await StartAsync(backend.Url, collector.Url, ("OTEL_EXPORTER_OTLP_PROTOCOL", grpc ? "grpc" : "http/protobuf"));

        await node.GetAsync();

        Assert.Equal(2, (await collector.SpansAsync(2)).Count);
        Assert.Equal(2, collector.Tries);
        await Eventually.Async(() => node.Traces.Counters is { Exported: 1, Failed: 0 }, "it is counted once");
        await Eventually.Async(() => _log.Events.Contains("traces-export-again"), "the end of the trouble is told");
        Assert.Single(_log.Events, one => one == "traces-export-trouble");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Collector_that_does_not_want_it_is_not_asked_again(int status)
    {
        await using var collector = await TraceCollector.StartAsync();
        collector.Instead = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        await using var node = await StartAsync(backend.Url, collector.Url);

        await node.GetAsync();

        await Eventually.Async(() => node.Traces.Counters.Failed == 1, "it is given up");
        Assert.Equal(1, collector.Tries);
        Assert.Contains(_log.Lines, line => line.Contains($"it answered {status}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_collector_did_not_want_of_a_batch_is_counted(bool grpc)
    {
        await using var collector = await TraceCollector.StartAsync(grpc);
        collector.Rejects = 300;
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        await using var node = await StartAsync(backend.Url, collector.Url, ("OTEL_EXPORTER_OTLP_PROTOCOL", grpc ? "grpc" : "http/protobuf"));

        await node.GetAsync();

        await Eventually.Async(() => node.Traces.Counters is { Exported: 1, SpansRejected: 300 }, "it is counted");
        await Eventually.Async(() => _log.Events.Contains("traces-rejected"), "it is told");
    }

    [Fact]
    public async Task What_is_left_is_sent_at_the_end()
    {
        await using var collector = await TraceCollector.StartAsync();
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        // Neither the time to gather nor the time for the last words runs out.
        await using (var node = await Traced.StartAsync(Traced.Keeping(Measured.Model(null, null, backend.Url), 1), collector.Url, TimeProvider.System, new StoppedTimers(), _log))
            await node.GetAsync();

        Assert.Equal(2, collector.Spans.Count);
    }

    [Fact]
    public async Task Collector_that_hangs_keeps_neither_requests_waiting_nor_the_end()
    {
        await using var collector = await TraceCollector.StartAsync();
        collector.Instead = async (context, _) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        await using var node = await StartAsync(backend.Url, collector.Url, ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "500"));
        await node.GetAsync();
        await Eventually.Async(() => collector.Tries > 0, "it is tried");

        Assert.Equal(200, await node.GetAsync());
        await node.Traces.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(2, node.Traces.Counters.Failed);
        Assert.Contains(_log.Lines, line => line.Contains("did not answer in time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Collector_that_is_away_is_told_of_once_without_what_is_secret()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        await using (var node = await StartAsync(
            backend.Url, new Uri("http://me:password@127.0.0.1:9/"), ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20secret")))
        {
            await node.GetAsync();
            await Eventually.Async(() => _log.Events.Contains("traces-export-trouble"), "it is told");
        }

        Assert.Single(_log.Events, one => one == "traces-export-trouble");
        Assert.DoesNotContain(_log.Lines, line => line.Contains("secret", StringComparison.Ordinal) || line.Contains("password", StringComparison.Ordinal));
    }

    private Task<Traced> StartAsync(Uri backend, Uri collector, params (string Name, string Value)[] variables) =>
        Traced.StartAsync(Traced.Keeping(Measured.Model(null, null, backend), 1), collector, _log, variables);

    private sealed class LinesSeen : ILogger
    {
        private readonly ConcurrentQueue<(string? Event, string Line)> _lines = new();

        public IReadOnlyList<string?> Events => [.. _lines.Select(line => line.Event)];

        public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.Line)];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue((eventId.Name, formatter(state, exception)));
    }
}
