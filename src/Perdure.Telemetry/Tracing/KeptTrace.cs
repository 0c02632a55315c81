using System.Net;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Tracing;
using Perdure.Model;

namespace Perdure.Telemetry.Tracing;

/// <summary>A request that is kept, with its attempts, as it is written out later. It holds nothing of the exchange. Immutable.</summary>
internal sealed record KeptTrace
{
    public required TraceContext Context { get; init; }

    public ulong Parent { get; init; }

    public string? State { get; init; }

    public SpanKind Kind { get; init; }

    /// <summary>Why it is kept: <c>sampled</c>, <c>error</c> or <c>slow</c>.</summary>
    public required string Kept { get; init; }

    /// <summary>Nanoseconds since 1970 at which the request began.</summary>
    public long StartedNs { get; init; }

    /// <summary>The same moment on the gateway's clock, on which all other times are.</summary>
    public long StartedUs { get; init; }

    public long EndedUs { get; init; }

    public required string Method { get; init; }

    /// <summary>The path, without its query.</summary>
    public required string Path { get; init; }

    public required string Scheme { get; init; }

    public required string Host { get; init; }

    public required string Protocol { get; init; }

    public required IPAddress Client { get; init; }

    public required string UserAgent { get; init; }

    public required string RequestId { get; init; }

    public string? Route { get; init; }

    public string? RoutePath { get; init; }

    public string? Service { get; init; }

    public Tier Tier { get; init; }

    public OutcomeKind Outcome { get; init; }

    public int Status { get; init; }

    public string? Problem { get; init; }

    public string? Degraded { get; init; }

    public string? ShedBy { get; init; }

    public bool IsGrpc { get; init; }

    /// <summary>The status of gRPC, or -1.</summary>
    public int GrpcStatus { get; init; }

    public bool Failed { get; init; }

    public KeptAttempt[] Attempts { get; init; } = [];

    public int AttemptsMissed { get; init; }

    public TraceEvent[] Events { get; init; } = [];

    public int EventsMissed { get; init; }
}
