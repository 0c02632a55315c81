using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Perdure.Gateway.Listening;

/// <summary>Looks at the first bytes of a connection without taking them.</summary>
internal sealed class ProtocolSniffer(TimeProvider time, TimeSpan patience)
{
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Waits for enough bytes to tell, at most for the listener's keep-alive time.</summary>
    public async ValueTask<SniffedProtocol> SniffAsync(ConnectionContext connection, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var stopping = stop.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), limit);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(limit.Token);
                var verdict = Judge(read.Buffer);
                // What was examined but not enough must grow before the next read returns; the rest is the server's to read again.
                input.AdvanceTo(read.Buffer.Start, verdict is null && !read.IsCompleted ? read.Buffer.End : read.Buffer.Start);
                if (verdict is { } protocol)
                    return protocol;
                if (read.IsCompleted)
                    return read.Buffer.IsEmpty ? SniffedProtocol.Nothing : SniffedProtocol.Http1;
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            return SniffedProtocol.Nothing;
        }
    }

    private static SniffedProtocol? Judge(in ReadOnlySequence<byte> seen)
    {
        Span<byte> head = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(seen.Length, head.Length);
        seen.Slice(0, length).CopyTo(head);
        if (!head[..length].SequenceEqual(Preface[..length]))
            return SniffedProtocol.Http1;
        return length == Preface.Length ? SniffedProtocol.Http2 : null;
    }
}
