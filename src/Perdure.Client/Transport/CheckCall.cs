namespace Perdure.Client.Transport;

/// <summary>Asks whether a fencing token is in force.</summary>
internal static class CheckCall
{
    public static async Task<bool> HoldsAsync(NodeConnections nodes, string path, CancellationToken cancellationToken)
    {
        try
        {
            await nodes.SendAsync(new NodeCall { Method = HttpMethod.Get, Path = path }, ClientJson.Default.Nothing, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (PerdureException stale) when (stale.Failure == PerdureFailure.Lost)
        {
            return false;
        }
    }
}
