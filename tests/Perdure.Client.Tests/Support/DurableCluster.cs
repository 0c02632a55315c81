using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Console;
using Perdure.Console.Tests.Support;
using Perdure.Model;

namespace Perdure.Client.Tests.Support;

/// <summary>Several nodes' APIs, each over a durable store of its own with the queue mail (two attempts, quick).</summary>
internal sealed class DurableCluster : IAsyncDisposable
{
    private readonly List<(DurableNode Node, AdminServer Server)> _nodes = [];

    public IReadOnlyList<Uri> Addresses => [.. _nodes.Select(node => new Uri($"http://{node.Server.Endpoint}"))];

    public IReadOnlyList<DurableNode> Nodes => [.. _nodes.Select(node => node.Node)];

    public static async Task<DurableCluster> StartAsync(int nodes = 1)
    {
        var cluster = new DurableCluster();
        var quick = TimeSpan.FromMilliseconds(10);
        for (var i = 0; i < nodes; i++)
        {
            var node = new DurableNode(new QueueModel { Name = "mail", MaxAttempts = 2, Backoff = quick, MaxBackoff = quick, MaxDepth = 5 });
            var server = new AdminServer(new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 0) }, new FakeNode(), NullLoggerFactory.Instance, new AdminParts { Durability = node });
            await server.StartAsync(CancellationToken.None);
            cluster._nodes.Add((node, server));
        }

        return cluster;
    }

    /// <summary>A client of all nodes that waits for answers as long as it takes.</summary>
    public PerdureClient Connect() => Connect([.. Addresses]);

    /// <summary>The same of some of them.</summary>
    public static PerdureClient Connect(params Uri[] nodes) => new(new PerdureClientOptions { Nodes = nodes, RequestTimeout = TimeSpan.FromMinutes(1) });

    public async ValueTask DisposeAsync()
    {
        foreach (var (node, server) in _nodes)
        {
            await server.DisposeAsync();
            await node.DisposeAsync();
        }
    }
}
