using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>What nodes agree on, and where that is kept.</summary>
public sealed record CoordinationModel
{
    /// <summary>The store. Default: embedded.</summary>
    public CoordinationEngine Engine { get; init; } = CoordinationEngine.Embedded;

    /// <summary>Where etcd is reached: http or https, host and port. At least one with etcd, none with the embedded engine.</summary>
    public ImmutableArray<Uri> Endpoints { get; init; } = [];

    /// <summary>What every key begins with, without a slash at its end. Default: <c>/perdure/</c> and the name of the system.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The user of etcd; null when etcd asks for none. Set together with <see cref="Password"/>.</summary>
    public string? User { get; init; }

    /// <summary>The user's password. Never show it.</summary>
    public string? Password { get; init; }

    /// <summary>The absolute path of the authorities that etcd's certificate and the peers' certificates must come from, a PEM file; null = the machine's.</summary>
    public string? CaPath { get; init; }

    /// <summary>
    /// The absolute path of this node's certificate (chain), a PEM file, shown to etcd and by the peers' listener; null = none. Set together
    /// with <see cref="KeyPath"/>.
    /// </summary>
    public string? CertificatePath { get; init; }

    /// <summary>The absolute path of the private key of <see cref="CertificatePath"/>, a PEM file.</summary>
    public string? KeyPath { get; init; }

    /// <summary>How long a node that says nothing is still held to be alive. Range: 2 s to 5 min. Default: 5 s.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one call of the store may take; at most <see cref="Ttl"/>. Range: 100 ms to 1 min. Default: 3 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long etcd keeps what keys held before; older history is compacted. Zero: Perdure compacts nothing. Range: 0 s to 8,760 h. Default: 1 h.
    /// </summary>
    public TimeSpan CompactAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How the nodes reach each other.</summary>
    public PeersModel Peers { get; init; } = new();

    /// <summary>Everything but the password.</summary>
    public override string ToString() =>
        $"CoordinationModel {{ Engine = {Engine}, Endpoints = [{string.Join(", ", Endpoints)}], Prefix = {Prefix}, User = {User} }}";
}
