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
            connection.Take(connection.Unread.Length);
        }

        exchange.ArmForInstance();
        var up = CopyAsync(exchange, client, connection.Stream);
        var down = CopyAsync(exchange, connection.Stream, client);
        await Task.WhenAny(up, down);
        exchange.Timer.Arm(CancelCause.Idle, FarewellMs);
        // The protocols in use say farewell on their own level; a side that closed its connection wants no more.
        if (up.IsCompleted)
            connection.Abort();
        else
            exchange.Lifetime.Abort();
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

    private static async Task CopyAsync(Exchange exchange, Stream from, Stream to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        var cancel = exchange.Timer.Token;
        try
        {
            while (true)
            {
                var read = await from.ReadAsync(buffer, cancel);
                if (read == 0)
                    return;
                await to.WriteAsync(buffer.AsMemory(0, read), cancel);
                await to.FlushAsync(cancel);
                exchange.ArmForInstance();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
