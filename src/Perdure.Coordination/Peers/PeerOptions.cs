using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Perdure.Coordination.Peers;

/// <summary>What <see cref="PeerServer"/> and <see cref="PeerLink"/> are built with.</summary>
public sealed record PeerOptions
{
    /// <summary>This node's id.</summary>
    public required string Node { get; init; }

    /// <summary>Tells this process from earlier ones of the same node; without a slash.</summary>
    public required string Incarnation { get; init; }

    /// <summary>The address to bind; port 0 means any free port. Default: 127.0.0.1:0.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The certificate (chain), a PEM file; with it and its key the nodes speak TLS with each other. Default: none, cleartext.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The private key, a PEM file.</summary>
    public string? KeyPath { get; init; }

    /// <summary>The authorities that other nodes' certificates must come from, a PEM file. Default: those of the machine.</summary>
    public string? CaPath { get; init; }

    /// <summary>How often counts are pushed. Default: 100 ms.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long one push may take. Default: 500 ms.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A node that has not been heard for so long counts as lost. Default: 1 s.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most counts in one push, the hottest first. Default and maximum: 4,096.</summary>
    public int MaxCounts { get; init; } = 4_096;

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The log. Default: none.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
