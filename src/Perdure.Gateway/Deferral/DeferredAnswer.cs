using System.Collections.Immutable;

namespace Perdure.Gateway.Deferral;

/// <summary>The service's answer to a request that was sent later. Immutable.</summary>
public sealed record DeferredAnswer
{
    /// <summary>Its status.</summary>
    public required int Status { get; init; }

    /// <summary>Its headers, in order, names may repeat: without those of the hop.</summary>
    public required ImmutableArray<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>Its body; empty when it was too large to be kept.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether its body was too large, or broke off after more than can be kept, and is not here.</summary>
    public bool BodyDropped { get; init; }

    /// <summary>What the one who asks for it must prove to know (<see cref="DeferTicket"/>).</summary>
    public required ReadOnlyMemory<byte> Proof { get; init; }
}
