using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Console;
using Perdure.Console.Tests.Support;
using Perdure.Coordination.Embedded;
using Perdure.Model;

namespace Perdure.Client.Tests.Support;

/// <summary>Several nodes' APIs over one store in memory.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly EmbeddedCoordinator _store = EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "shop" });
    private readonly List<AdminServer> _servers = [];

    public IReadOnlyList<Uri> Addresses { get; private set; } = [];

    public static async Task<Cluster> StartAsync(int nodes = 1)
    {
        var cluster = new Cluster();
        for (var i = 0; i < nodes; i++)
        {
            var admin = new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 0) };
            var server = new AdminServer(admin, new FakeNode(), NullLoggerFactory.Instance, new AdminParts { Coordination = new AgreementNode(cluster._store, $"gateway-{i + 1}") });
            await server.StartAsync(CancellationToken.None);
            cluster._servers.Add(server);
        }

        cluster.Addresses = [.. cluster._servers.Select(server => new Uri($"http://{server.Endpoint}"))];
        return cluster;
    }

    /// <summary>A client that waits for answers as long as it takes.</summary>
    public PerdureClient Connect() => new(new PerdureClientOptions { Nodes = Addresses, RequestTimeout = TimeSpan.FromMinutes(1) });

    /// <summary>Ends one node; what waits there is sent away.</summary>
    public async Task StopAsync(int node) => await _servers[node].DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        await _store.DisposeAsync();
    }
}
