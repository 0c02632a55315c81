using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;
using Perdure.Model;
using Perdure.Model.Reading;
using Perdure.Resilience.Pools;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes.Coordination;

/// <summary>A gateway in this process, on a free port, in front of instances that nobody runs.</summary>
internal sealed class ServingGateway : IAsyncDisposable
{
    private ServingGateway(GatewayServer server) => Server = server;

    public GatewayServer Server { get; }

    public ServiceRuntime Catalog => Server.Services.Single();

    public static async Task<ServingGateway> StartAsync()
    {
        var server = new GatewayServer(new GatewayOptions(), NullLoggerFactory.Instance);
        await server.StartAsync(Model(SystemFiles.Good), CancellationToken.None);
        return new ServingGateway(server);
    }

    public static SystemModel Model(string text) => SystemFileReader.Parse(text, "perdure.yaml", new SystemFileOptions()).Model!;

    public InstanceSnapshot Snapshot(string id) => Catalog.Pool.Find(id)!.Snapshot(Server.NowMs);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
