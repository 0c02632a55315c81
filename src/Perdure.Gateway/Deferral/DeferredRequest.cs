using System.Collections.Immutable;

namespace Perdure.Gateway.Deferral;

/// <summary>A request that was accepted to be sent later, with all that is needed for it. Immutable.</summary>
public sealed record DeferredRequest
{
    /// <summary>The route that accepted it, and whose service gets it.</summary>
    public required string Route { get; init; }

    /// <summary>Its method.</summary>
    public required string Method { get; init; }

    /// <summary>Its raw path and query, as the client wrote them.</summary>
    public required string Target { get; init; }

    /// <summary>Its id (<c>X-Request-Id</c>).</summary>
    public required string RequestId { get; init; }

    /// <summary>The client's address.</summary>
    public required string Client { get; init; }

    /// <summary>What the service is told about where it came from: <c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c> and <c>Forwarded</c>.</summary>
    public required Exchanges.ForwardedValues Forwarded { get; init; }

    /// <summary>When it was accepted, in Unix ms.</summary>
    public required long AcceptedAtMs { get; init; }

    /// <summary>Its headers, in order, names may repeat: without those of the hop and those that the gateway sets itself.</summary>
    public required ImmutableArray<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>Whether it has a body, be it of length zero.</summary>
    public required bool HasBody { get; init; }

    /// <summary>Its body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
