using System.Collections.Immutable;
using System.Net;

namespace Perdure.Model;

/// <summary>The admin listener.</summary>
public sealed record AdminModel
{
    /// <summary>The address to bind; port 0 means any free port. Default: 127.0.0.1:9090.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 9090);

    /// <summary>Who may use it. Empty means anybody who reaches it, which is allowed on a loopback address only.</summary>
    public ImmutableArray<AdminToken> Tokens { get; init; } = [];
}
