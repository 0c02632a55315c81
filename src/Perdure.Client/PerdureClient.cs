using Perdure.Client.Checkpoints;
using Perdure.Client.Elections;
using Perdure.Client.Locks;
using Perdure.Client.Members;
using Perdure.Client.Queues;
using Perdure.Client.Transport;

namespace Perdure.Client;

/// <summary>
/// What the nodes of Perdure have for services: leader election, locks, membership, queues and checkpoints. One for a process; thread-safe. What it handed out
/// (leaderships, locks, memberships) is to be disposed of before it.
/// </summary>
/// <example>
/// <code>
/// using var perdure = new PerdureClient(new PerdureClientOptions
/// {
///     Nodes = [new Uri("http://gateway-1:9090"), new Uri("http://gateway-2:9090")],
///     Token = Environment.GetEnvironmentVariable("PERDURE_TOKEN"),
/// });
/// await using var leadership = await perdure.Elections.CampaignAsync("billing");
/// while (leadership.IsLeader)
///     await BillNextAsync(leadership.Token, leadership.Lost);
/// </code>
/// </example>
public sealed class PerdureClient : IDisposable
{
    private readonly NodeConnections _nodes;

    /// <summary>Prepares a client; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">No node is named, one is not an address, or the token cannot be sent.</exception>
    public PerdureClient(PerdureClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _nodes = new NodeConnections(options);
        Elections = new ElectionsClient(_nodes, options.Clock);
        Locks = new LocksClient(_nodes, options.Clock);
        Members = new MembersClient(_nodes, options.Clock);
        Queues = new QueuesClient(_nodes, options.Clock);
        Checkpoints = new CheckpointsClient(_nodes);
    }

    /// <summary>Leader election.</summary>
    public ElectionsClient Elections { get; }

    /// <summary>Locks.</summary>
    public LocksClient Locks { get; }

    /// <summary>Groups of processes, and the nodes.</summary>
    public MembersClient Members { get; }

    /// <summary>Queues of jobs.</summary>
    public QueuesClient Queues { get; }

    /// <summary>How far long jobs have come.</summary>
    public CheckpointsClient Checkpoints { get; }

    /// <inheritdoc/>
    public void Dispose() => _nodes.Dispose();
}
