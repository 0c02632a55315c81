using Perdure.Gateway.Hosting;
using Perdure.Model;

namespace Perdure.Nodes;

/// <summary>The gateway as the data plane of a node.</summary>
internal sealed class GatewayPlane(GatewayServer gateway) : IDataPlane
{
    /// <inheritdoc/>
    public SystemModel Model => gateway.Model;

    /// <inheritdoc/>
    public Task StartAsync(SystemModel model, CancellationToken cancellationToken) => gateway.StartAsync(model, cancellationToken);

    /// <inheritdoc/>
    public async Task ReloadAsync(SystemModel model, CancellationToken cancellationToken)
    {
        try
        {
            await gateway.ReloadAsync(model, cancellationToken);
        }
        catch (GatewayReloadException refused)
        {
            throw new ReloadRefusedException(refused.Message, refused);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken hard) => gateway.StopAsync(hard);
}
