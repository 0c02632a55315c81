using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Client;
using Perdure.Console;
using Perdure.Console.Tests.Support;
using Perdure.Coordination.Embedded;
using Perdure.Coordination.Storage;
using Perdure.Model;

namespace Perdure.Tests.Support;

/// <summary>A node's API for services over a store in memory that can be made to fail, and a client of it.</summary>
internal sealed class ServiceNode : IAsyncDisposable
{
    /// <summary>The time to live of leases that no test wants to lose: a request of them may take a quarter of it.</summary>
    public static readonly TimeSpan LongTtl = TimeSpan.FromMinutes(4);

    private readonly FaultyCoordinator _store = new(EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "shop" }));
    private readonly AdminServer _server;

    private ServiceNode()
    {
        var admin = new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 0) };
        _server = new AdminServer(admin, new FakeNode(), NullLoggerFactory.Instance, new AdminParts { Coordination = new AgreementNode(_store) });
    }

    public string Address => $"http://{_server.Endpoint}";

    public PerdureClient Client { get; private set; } = null!;

    /// <summary>Whether the store is out of reach.</summary>
    public bool StoreLost
    {
        set => _store.Fault = value ? CoordinationFailure.Unavailable : null;
    }

    public static async Task<ServiceNode> StartAsync()
    {
        var node = new ServiceNode();
        await node._server.StartAsync(CancellationToken.None);
        node.Client = new PerdureClient(new PerdureClientOptions { Nodes = [new Uri(node.Address)], RequestTimeout = TimeSpan.FromSeconds(60) });
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }
}
