using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Upstreams.Http1;

namespace Perdure.Gateway.Upstreams;

/// <summary>After a switch of protocols: bytes both ways until one side ends, or nothing moves for the idle time-out.</summary>
internal static class UpgradeTunnel
{
    /// <summary>How long the other side may take to hand on what is already there once one side has ended.</summary>
    private const long FarewellMs = 1_000;

    public static async ValueTask<RelayEnd> RunAsync(Exchange exchange, Http1Connection connection)
    {
        exchange.AllowIdleBody();
        var client = await AcceptAsync(exchange, connection.Head);
        if (connection.Unread.Length > 0)
        {
            await client.WriteAsync(connection.UnreadMemory, exchange.Timer.Token);
            await client.FlushAsync(exchange.Timer.Token);
            exchange.Notes.BytesOut += connection.Unread.Length;
            connection.Take(connection.Unread.Length);
        }

        exchange.ArmForInstance();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(exchange.Timer.Token);
        var up = CopyAsync(exchange, client, connection.Stream, isUp: true, over.Token);
        var down = CopyAsync(exchange, connection.Stream, client, isUp: false, over.Token);
        await Task.WhenAny(up, down);
        if (down.IsCompletedSuccessfully)
        {
            // The instance has said all: what is on its way to the client still arrives, the server closes after it.
            await over.CancelAsync();
        }
        else if (up.IsCompletedSuccessfully && connection.TryEndSending())
        {
            // The client has said all, the instance may still have something to say.
            exchange.Timer.Arm(CancelCause.Idle, FarewellMs);
        }
        else
        {
            connection.Abort();
            exchange.CutOff();
        }

        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return RelayEnd.Complete;
    }

    private static async ValueTask<Stream> AcceptAsync(Exchange exchange, ResponseHead head)
    {
        var target = exchange.Response.Headers;
        var extended = (exchange.Traits & RequestTraits.ExtendedConnect) != 0;
        for (var at = 0; at < head.Count; at++)
        {
            var name = head.Name(at);
            var own = name is "Upgrade" or "Connection";
            if (extended && (own || name.Equals("Sec-WebSocket-Accept", StringComparison.OrdinalIgnoreCase)))
                continue;
            if (own || !head.IsHop(at))
                target[name] = StringValues.Concat(target[name], head.Value(at));
        }

        if (extended)
        {
            exchange.Response.StatusCode = 200;
            return await exchange.Features.Get<IHttpExtendedConnectFeature>()!.AcceptAsync();
        }

        return await exchange.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
    }

    private static async Task CopyAsync(Exchange exchange, Stream from, Stream to, bool isUp, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (true)
            {
                var read = await from.ReadAsync(buffer, cancel);
                if (read == 0)
                    return;
                await to.WriteAsync(buffer.AsMemory(0, read), cancel);
                await to.FlushAsync(cancel);
                if (isUp)
                    exchange.Notes.UpgradedBytesIn += read;
                else
                    exchange.Notes.BytesOut += read;
                exchange.ArmForInstance();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
