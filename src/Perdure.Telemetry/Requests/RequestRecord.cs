using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Metering;
using Perdure.Model;

namespace Perdure.Telemetry.Requests;

/// <summary>
/// What is known of a request that has ended: references to texts that are there anyway, and numbers, so that taking it down allocates nothing; long texts of clients
/// are cut, so that a full queue of records is bounded.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RequestRecord
{
    /// <summary>The status in the log when the client went away before it had one: as other gateways write it.</summary>
    public const int ClientGoneStatus = 499;

    private const int TargetMax = 2_048;
    private const int HostMax = 256;
    private const int UserAgentMax = 512;
    private const int MethodMax = 32;

    /// <summary>When the request began.</summary>
    public required DateTime At { get; init; }

    public required string RequestId { get; init; }

    public required IPAddress Client { get; init; }

    public required string Method { get; init; }

    /// <summary>As the client wrote it, with the query.</summary>
    public required string Target { get; init; }

    public required string Protocol { get; init; }

    public string? Host { get; init; }

    public string? UserAgent { get; init; }

    public string? Route { get; init; }

    public string? Service { get; init; }

    /// <summary>The service of the instance when it is not the route's.</summary>
    public string? Fallback { get; init; }

    public string? Instance { get; init; }

    public string? Zone { get; init; }

    public string? Degraded { get; init; }

    public string? Problem { get; init; }

    public ulong TraceIdHigh { get; init; }

    public ulong TraceIdLow { get; init; }

    public long DurationUs { get; init; }

    public long FirstByteUs { get; init; }

    public long BytesIn { get; init; }

    public long BytesOut { get; init; }

    public int Status { get; init; }

    /// <summary>The status of gRPC, or -1.</summary>
    public int GrpcStatus { get; init; }

    public int Attempts { get; init; }

    public int Retries { get; init; }

    public int Hedges { get; init; }

    public OutcomeKind Kind { get; init; }

    public RequestResult Result { get; init; }

    public Tier Tier { get; init; }

    public bool Upgraded { get; init; }

    /// <summary>Takes it down. Allocates only when a text is longer than it may be, or a header came more than once.</summary>
    public static RequestRecord Of(Exchange exchange, in Outcome outcome, long endedUs, DateTime began)
    {
        var (notes, request) = (exchange.Notes, exchange.Request);
        var durationUs = Math.Max(0, endedUs - exchange.StartedUs);
        var service = exchange.Route?.Service.Name;
        return new RequestRecord
        {
            At = began,
            RequestId = exchange.RequestId,
            Client = exchange.Client,
            Method = Cut(request.Method, MethodMax),
            Target = Cut(request.RawTarget, TargetMax),
            Protocol = request.Protocol,
            Host = Text(request.Headers.Host, HostMax),
            UserAgent = Text(request.Headers.UserAgent, UserAgentMax),
            Route = exchange.Route?.Name,
            Service = service,
            Fallback = notes.AskedService is { } asked && asked.Name != service ? asked.Name : null,
            Instance = notes.Instance?.Id,
            Zone = notes.Instance?.Options.Zone,
            Degraded = outcome.Kind == OutcomeKind.Degraded ? exchange.Degraded : null,
            Problem = outcome.Problem?.Name,
            TraceIdHigh = notes.TraceIdHigh,
            TraceIdLow = notes.TraceIdLow,
            DurationUs = durationUs,
            FirstByteUs = notes.FirstByteUs > 0 ? Math.Clamp(notes.FirstByteUs - exchange.StartedUs, 0, durationUs) : durationUs,
            BytesIn = exchange.Body.Received + notes.UpgradedBytesIn,
            BytesOut = notes.BytesOut,
            Status = StatusOf(exchange, outcome),
            GrpcStatus = GrpcStatusOf(exchange, outcome),
            Attempts = notes.Attempts,
            Retries = notes.Retries,
            Hedges = notes.Hedges,
            Kind = outcome.Kind,
            Result = RequestResults.Of(outcome),
            Tier = exchange.Tier,
            Upgraded = IsUpgraded(exchange, outcome),
        };
    }

    /// <summary>
    /// Whether the request is one of those that are always of interest: it failed, or could not be served. What a client has brought upon itself is not, whatever its
    /// status: anybody could fill the disk with it. That is all below 500, CONNECT (501), and a stored answer alone that there is none of (504).
    /// </summary>
    public static bool IsTrouble(Exchange exchange, in Outcome outcome)
    {
        if (outcome.Kind is OutcomeKind.BadRequest or OutcomeKind.NotCached)
            return false;
        return outcome.Status >= 500 || outcome.Kind == OutcomeKind.CutShort || (outcome.Problem is null && GrpcStatusOf(exchange, outcome) is 2 or 4 or 13 or 14 or 15);
    }

    /// <summary>Whether what followed the answer was another protocol: its time says nothing.</summary>
    public static bool IsUpgraded(Exchange exchange, in Outcome outcome) =>
        exchange.IsUpgrade && outcome is { Kind: OutcomeKind.Answered, Status: > 0 and < 300 };

    private static int StatusOf(Exchange exchange, in Outcome outcome) =>
        outcome.Kind == OutcomeKind.ClientGone && !exchange.Response.HasStarted ? ClientGoneStatus : exchange.Response.StatusCode;

    /// <summary>The status of a gRPC answer, from its head or its trailers, or -1.</summary>
    public static int GrpcStatusOf(Exchange exchange, in Outcome outcome)
    {
        if ((exchange.Traits & RequestTraits.Grpc) == 0)
            return -1;
        if (outcome.Problem is { } problem)
            return problem.GrpcStatus;
        var text = exchange.Response.Headers["grpc-status"];
        if (text.Count == 0 && exchange.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { } trailers)
            text = trailers["grpc-status"];
        return text is [{ } value] && byte.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : -1;
    }

    private static string? Text(in StringValues values, int max) => values.Count == 0 ? null : Cut(values.Count == 1 ? values[0]! : values.ToString(), max);

    private static string Cut(string text, int max) => text.Length <= max ? text : string.Concat(text.AsSpan(0, max - 1), "…");
}
