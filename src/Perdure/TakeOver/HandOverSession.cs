using System.Net.Sockets;

namespace Perdure.TakeOver;

/// <summary>
/// The old process' side of one take-over. Until the new process says that it serves, nothing has changed: whatever goes wrong, the old
/// one goes on accepting.
/// </summary>
internal sealed class HandOverSession(MessageChannel channel, IIncumbent incumbent, TakeOverTimes times)
{
    /// <summary>Runs the session; null when the sockets are handed over, otherwise why the old process keeps them.</summary>
    public async Task<string?> RunAsync(CancellationToken cancel)
    {
        try
        {
            return await HandOverAsync(cancel);
        }
        catch (Exception fault) when (fault is TimeoutException or InvalidDataException or OperationCanceledException)
        {
            return await KeepAsync(cancel.IsCancellationRequested ? "the running node is being stopped" : fault.Message);
        }
        catch (SocketException gone)
        {
            return $"the new process is gone: {gone.Message}";
        }
    }

    private async Task<string?> HandOverAsync(CancellationToken cancel)
    {
        if (await channel.ReceiveAsync(times.Answer, cancel) is not { Step: TakeOverStep.Hello } hello)
            return await KeepAsync("the new process did not say hello");
        var sockets = incumbent.Sockets.Open;
        if ((Objection(hello) ?? incumbent.Obstacle) is { } objection)
            return await KeepAsync(objection);
        if (sockets.Count > UnixMessages.HandlesMax)
            return await KeepAsync($"it has more than {UnixMessages.HandlesMax} listeners; stop it and start the new one instead");
        var offer = new TakeOverMessage
        {
            Step = TakeOverStep.Offer,
            Protocols = [TakeOverMessage.CurrentProtocol],
            Version = Nodes.ProductVersion.Text,
            Sockets = [.. sockets.Select(socket => new OfferedSocket(socket.Name, socket.Address.ToString()))],
        };
        await channel.SendAsync(offer, [.. sockets.Select(socket => socket.Handle)], cancel);
        if (await channel.ReceiveAsync(times.Prepare, cancel) is not { Step: TakeOverStep.Ready })
            return await KeepAsync("the new process ended before it was ready; its own messages say why");

        var over = false;
        await incumbent.Sockets.HoldAsync();
        try
        {
            await channel.SendAsync(new TakeOverMessage { Step = TakeOverStep.Yours }, cancel: cancel);
            over = await ServingAsync(cancel);
        }
        finally
        {
            if (!over)
                incumbent.Sockets.Release();
        }

        if (!over)
            return await KeepAsync("the new process ended before it served");
        await incumbent.Sockets.CloseAsync();
        await TellAsync(new TakeOverMessage { Step = TakeOverStep.Released });
        return null;
    }

    // A process that was stopped and goes on finds its time over and the message there: then the other one serves already.
    private async Task<bool> ServingAsync(CancellationToken cancel)
    {
        try
        {
            return await channel.ReceiveAsync(times.Hold, cancel) is { Step: TakeOverStep.Serving };
        }
        catch (Exception fault) when (fault is TimeoutException or OperationCanceledException)
        {
            if (channel.ReceiveNow() is { Step: TakeOverStep.Serving })
                return true;
            throw;
        }
    }

    private string? Objection(TakeOverMessage hello)
    {
        if (hello.Protocols?.Contains(TakeOverMessage.CurrentProtocol) != true)
            return $"version {hello.Version} cannot take over from version {Nodes.ProductVersion.Text}; stop the running node and start the new one";
        if (hello.System != incumbent.System || hello.Node != incumbent.Node)
        {
            return $"the node that runs with this data directory is {incumbent.Node} of {incumbent.System}, not {hello.Node} of {hello.System}; " +
                "give the new node a node.data of its own";
        }

        return null;
    }

    private async Task<string> KeepAsync(string reason)
    {
        await TellAsync(new TakeOverMessage { Step = TakeOverStep.Kept, Reason = reason });
        return reason;
    }

    // Good to know for the other side, which may be gone; it changes nothing here.
    private async Task TellAsync(TakeOverMessage message)
    {
        try
        {
            await channel.SendAsync(message);
        }
        catch (SocketException)
        {
            // It is gone.
        }
    }
}
