using System.Net;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Streaming;

/// <summary>Bodies of 1 GB. They pass through; they are not kept.</summary>
public sealed class StreamingTests(ITestOutputHelper output)
{
    private const long Length = 1_000_000_000;
    private const long MaxMemory = 250_000_000;

    /// <summary>More than all buffers on the way together; the kernel's socket buffers are the largest of them.</summary>
    private const long MaxBuffered = 100_000_000;

    private static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public Task Download_of_1_gb_is_complete_and_waits_for_a_slow_reader() => PlayAsync(async (node, backend, client) =>
    {
        using var answer = await client.GetAsync(new Uri(node.Gateway, "/"), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(Length, answer.Content.Headers.ContentLength);
        await using var body = await answer.Content.ReadAsStreamAsync();
        // The reader rests at once: what is sent until nothing moves any more is in buffers.
        var buffered = await SettledAsync(() => backend.Sent);
        Assert.InRange(buffered, 1, MaxBuffered);
        var buffer = new byte[256 * 1024];
        long taken = 0;
        while (await body.ReadAsync(buffer) is > 0 and var read)
        {
            Assert.True(Pattern.Matches(buffer.AsSpan(0, read), taken), $"wrong bytes after {taken}");
            taken += read;
        }

        Assert.Equal(Length, taken);
        Tell("download", node, buffered);
    });

    [Fact]
    public Task Upload_of_1_gb_is_complete_and_waits_for_a_slow_reader() => PlayAsync(async (node, backend, client) =>
    {
        using var body = new PatternContent(Length);
        var upload = client.PostAsync(new Uri(node.Gateway, "/"), body);
        var buffered = await SettledAsync(() => body.Sent);
        Assert.InRange(buffered, 1, MaxBuffered);
        backend.LetRead();
        using var answer = await upload;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($"{Length} right", await answer.Content.ReadAsStringAsync());
        Tell("upload", node, buffered);
    });

    private async Task PlayAsync(Func<RunningNode, StreamBackend, HttpClient, Task> test)
    {
        using var folder = new TemporaryFolder();
        await using var backend = await StreamBackend.StartAsync(Length);
        folder.Write("perdure.yaml", $$"""
            system: streams
            listeners:
              - { name: web, address: "127.0.0.1:0" }
            admin: { address: "127.0.0.1:0" }
            services:
              streams:
                timeouts: { attempt: 200s, request: 200s, idle: 120s }
                instances:
                  - { id: streams-1, url: "{{backend.Url}}" }
            routes:
              - { name: all, match: { path: /* }, service: streams }

            """);
        await using var node = await RunningNode.StartAsync(folder);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            await test(node, backend, client);
        }
        catch
        {
            output.WriteLine(node.Process.LogTail);
            throw;
        }
    }

    private void Tell(string what, RunningNode node, long buffered)
    {
        var peak = node.Process.PeakMemory;
        output.WriteLine(FormattableString.Invariant(
            $"{what}: {peak / 1e6:0} MB of memory at most, {buffered / 1e6:0.0} MB on the way to a reader that rests"));
        Assert.InRange(peak, 1, MaxMemory);
    }

    /// <summary>What a counter comes to when it has begun to count and then stands still for a while.</summary>
    private static async Task<long> SettledAsync(Func<long> counter)
    {
        await Eventually.TrueAsync(() => counter() > 0, "something moves");
        long last = -1;
        var since = Time.GetTimestamp();
        await Eventually.TrueAsync(
            () =>
            {
                var now = counter();
                if (now != last) (last, since) = (now, Time.GetTimestamp());
                return Time.GetElapsedTime(since) > TimeSpan.FromMilliseconds(400);
            },
            "nothing moves any more");
        return last;
    }
}
