using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Perdure.Load;

namespace Perdure.EndToEnd.Tests.TakeOver;

/// <summary>
/// Requests on a connection of their own each, written by hand, so that nothing repeats what failed: a refused or reset connection shows.
/// Every tenth is a POST.
/// </summary>
internal sealed class FreshTraffic : IAsyncDisposable
{
    private const double RatePerSecond = 150;

    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<(long SentAt, LoadOutcome Outcome)> _answers = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _gateway;
    private readonly Task _running;

    public FreshTraffic(Uri gateway)
    {
        _gateway = gateway;
        var load = new OpenLoopLoad(Time, new LoadOptions { RatePerSecond = RatePerSecond, Seed = 3, DrainTimeout = Timeout }, new PhaseRecorder(Time), SendAsync);
        _running = load.RunAsync(_stop.Token);
    }

    /// <summary>When each was sent, a timestamp, and what became of it.</summary>
    public IReadOnlyCollection<(long SentAt, LoadOutcome Outcome)> Answers => _answers;

    public void AssertAllGood() => Assert.All(_answers, answer => Assert.True(answer.Outcome.Good, answer.Outcome.Reason));

    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
    }

    private async ValueTask<LoadOutcome> SendAsync(LoadRequest request, CancellationToken cancel)
    {
        var sentAt = Time.GetTimestamp();
        using var limit = new CancellationTokenSource(Timeout, Time);
        var outcome = await ExchangeAsync(request.Sequence, limit.Token);
        _answers.Enqueue((sentAt, outcome));
        return outcome;
    }

    private async Task<LoadOutcome> ExchangeAsync(long sequence, CancellationToken cancel)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(_gateway.Host, _gateway.Port, cancel);
            var stream = client.GetStream();
            await stream.WriteAsync(RequestOf(sequence), cancel);
            using var answer = new MemoryStream();
            await stream.CopyToAsync(answer, cancel);
            return Judge(answer.ToArray());
        }
        catch (SocketException fault)
        {
            return LoadOutcome.Failure($"connect: {fault.SocketErrorCode}");
        }
        catch (IOException fault)
        {
            return LoadOutcome.Failure($"read: {(fault.InnerException as SocketException)?.SocketErrorCode}");
        }
        catch (OperationCanceledException)
        {
            return LoadOutcome.Failure("timeout");
        }
    }

    private byte[] RequestOf(long sequence)
    {
        var body = sequence % 10 == 0 ? $$"""{"id":"fresh-{{sequence}}","amountCents":100}""" : "";
        var line = body.Length > 0
            ? $"POST /payments HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}"
            : $"GET /catalog/items/{(sequence % 100) + 1} HTTP/1.1";
        return Encoding.ASCII.GetBytes($"{line}\r\nHost: {_gateway.Authority}\r\nConnection: close\r\n\r\n{body}");
    }

    // Good is a 2xx with as many bytes as it promised.
    private static LoadOutcome Judge(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return LoadOutcome.Failure(answer.IsEmpty ? "closed without an answer" : "cut off in the head");
        if (!answer.StartsWith("HTTP/1.1 2"u8)) return LoadOutcome.Failure($"status {Encoding.ASCII.GetString(answer[9..12])}");
        var body = answer[(end + 4)..];
        var at = answer.IndexOf("Content-Length: "u8);
        if (at < 0) return body.EndsWith("0\r\n\r\n"u8) ? LoadOutcome.Success : LoadOutcome.Failure("cut off in the chunks");
        Assert.True(Utf8Parser.TryParse(answer[(at + 16)..], out int length, out _));
        return body.Length == length ? LoadOutcome.Success : LoadOutcome.Failure("cut off in the body");
    }
}
