using System.Collections.Immutable;
using System.Net;

namespace Perdure.Model;

/// <summary>An address that clients connect to.</summary>
public sealed record ListenerModel
{
    /// <summary>The listener's name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>What is spoken on it. Default: HTTP.</summary>
    public ListenerProtocol Protocol { get; init; } = ListenerProtocol.Http;

    /// <summary>The address to bind; port 0 means any free port.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>The certificate and key; null means cleartext.</summary>
    public TlsModel? Tls { get; init; }

    /// <summary>The networks whose <c>Forwarded</c> and <c>X-Forwarded-*</c> headers are believed. Default: none.</summary>
    public ImmutableArray<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>What one client may cost.</summary>
    public ListenerLimits Limits { get; init; } = new();

    /// <summary>
    /// The header in which a trusted proxy (<see cref="TrustedProxies"/>) says a request's tier; from anybody else it is ignored. Null means that no
    /// header says it. Default: null.
    /// </summary>
    public string? TierHeader { get; init; }
}
