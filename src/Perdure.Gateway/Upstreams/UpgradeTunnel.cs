using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Upstreams;

/// <summary>After a switch of protocols: bytes both ways until one side ends, or nothing moves for the idle time-out.</summary>
internal static class UpgradeTunnel
{
    public static async ValueTask<RelayEnd> RunAsync(Exchange exchange, HttpResponseMessage response)
    {
        exchange.AllowIdleBody();
        var client = await AcceptAsync(exchange, response);
        var instance = response.Content.ReadAsStream(CancellationToken.None);
        exchange.ArmForInstance();
        var up = CopyAsync(exchange, client, instance);
        var down = CopyAsync(exchange, instance, client);
        var first = await Task.WhenAny(up, down);
        // One side has said its last word. The protocols in use close both ways at once, so the other gets no longer than it takes
        // to hand on what is already there.
        if (first == down)
            await client.FlushAsync(exchange.Timer.Token);
        exchange.Timer.Arm(CancelCause.Idle, 1000);
        await instance.DisposeAsync();
        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return exchange.Timer.Cause == CancelCause.ClientGone ? RelayEnd.ClientGone : RelayEnd.Complete;
    }

    private static async ValueTask<Stream> AcceptAsync(Exchange exchange, HttpResponseMessage response)
    {
        var target = exchange.Response.Headers;
        var extended = exchange.Traits.HasFlag(RequestTraits.ExtendedConnect);
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            var own = name.Equals("Upgrade", StringComparison.OrdinalIgnoreCase) || name.Equals("Connection", StringComparison.OrdinalIgnoreCase);
            if (extended && (own || name.Equals("Sec-WebSocket-Accept", StringComparison.OrdinalIgnoreCase)))
                continue;
            if (own || !HeaderRules.DroppedFromResponse(name))
                target[name] = new StringValues([.. values]);
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
