using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Tracing;
using Perdure.Gateway.Upstreams;
using Perdure.Resilience.CircuitBreaking;
using Perdure.Resilience.Pools;
using Perdure.Resilience.Retrying;
using Perdure.Model;

namespace Perdure.Telemetry.Tracing.Otlp;

/// <summary>
/// Writes a kept trace as spans of OTLP: one for the request and one for each attempt, with attributes by OpenTelemetry's semantic conventions for HTTP and others
/// of Perdure's own. No query string, no header but <c>Host</c> and <c>User-Agent</c>, and nothing of a body is in them.
/// </summary>
internal static class SpanWriter
{
    /// <summary>Writes it into the message under way; returns how many spans it is.</summary>
    public static int Write(ProtoWriter to, KeptTrace trace)
    {
        WriteRequest(to, trace);
        for (var at = 0; at < trace.Attempts.Length; at++)
            WriteAttempt(to, trace, trace.Attempts[at], at);
        return trace.Attempts.Length + 1;
    }

    private static void WriteRequest(ProtoWriter to, KeptTrace trace)
    {
        var method = KnownMethod(trace.Method);
        var what = trace.RoutePath ?? trace.Service;
        var verb = trace.Kind switch
        {
            SpanKind.Consumer => "send deferred ",
            SpanKind.Internal => "behind ",
            _ => "",
        };
        var name = $"{verb}{method ?? "HTTP"}{(what is null ? "" : " ")}{what}";
        var remote = trace.Parent != 0 && trace.Kind != SpanKind.Internal ? SpanFields.Remote : 0;
        var span = Begin(to, trace, trace.Context.SpanId, trace.Parent, name, trace.Kind, trace.StartedUs, trace.EndedUs, remote);
        var attributes = new SpanAttributes(to, SpanFields.Attributes);
        WriteMethod(attributes, trace.Method, method);
        attributes.Add("url.path", trace.Path);
        attributes.Add("url.scheme", trace.Scheme);
        attributes.Add("http.route", trace.RoutePath);
        if (new HostString(trace.Host) is { HasValue: true } host)
        {
            attributes.Add("server.address", host.Host);
            if (host.Port is { } port)
                attributes.Add("server.port", port);
        }

        attributes.Add("network.protocol.version", trace.Protocol is ['H', 'T', 'T', 'P', '/', .. var version] ? version : null);
        if (trace.Kind == SpanKind.Server && !trace.Client.Equals(IPAddress.None))
            attributes.Add("client.address", trace.Client.ToString());
        attributes.Add("user_agent.original", trace.UserAgent);
        WriteEnd(attributes, trace);
        attributes.Add("perdure.request_id", trace.RequestId);
        attributes.Add("perdure.route", trace.Route);
        attributes.Add("perdure.service", trace.Service);
        attributes.Add("perdure.tier", KebabNames<Tier>.Of(trace.Tier));
        attributes.Add("perdure.degraded", trace.Degraded);
        attributes.Add("perdure.shed.reason", trace.ShedBy);
        attributes.Add("perdure.attempts", trace.Attempts.Length + trace.AttemptsMissed);
        attributes.Add("perdure.kept", trace.Kept);
        foreach (var happened in trace.Events)
            WriteEvent(to, trace, happened);
        if (trace.EventsMissed > 0)
            to.Number(SpanFields.DroppedEvents, trace.EventsMissed);
        // A client's own mistake is none, and no error of the server (semantic conventions for HTTP spans, "Status").
        if (trace.Failed)
            WriteError(to);
        to.End(span);
    }

    private static void WriteEnd(SpanAttributes attributes, KeptTrace trace)
    {
        // A gRPC client is told by another status; HTTP's says that all is well.
        var isGrpcProblem = trace.IsGrpc && trace.Problem is not null;
        if (trace.Status > 0)
            attributes.Add("http.response.status_code", isGrpcProblem ? StatusCodes.Status200OK : trace.Status);
        if (trace.IsGrpc)
            attributes.Add("rpc.system", "grpc");
        if (trace.GrpcStatus >= 0)
            attributes.Add("rpc.grpc.status_code", trace.GrpcStatus);

        attributes.Add("perdure.outcome", KebabNames<OutcomeKind>.Of(trace.Outcome));
        attributes.Add("perdure.problem", trace.Problem);
        if (trace.Failed)
            attributes.Add("error.type", trace.Problem ?? (trace.Status >= 500 ? Text(trace.Status) : KebabNames<OutcomeKind>.Of(trace.Outcome)));
    }

    private static void WriteAttempt(ProtoWriter to, KeptTrace trace, in KeptAttempt attempt, int number)
    {
        var method = KnownMethod(trace.Method);
        // What has no end of its own was ended with the request.
        var endedUs = attempt.EndedUs == 0 ? trace.EndedUs : attempt.EndedUs;
        var span = Begin(to, trace, attempt.SpanId, trace.Context.SpanId, $"{method ?? "HTTP"} {attempt.Service}", SpanKind.Client, attempt.StartedUs, endedUs, 0);
        var attributes = new SpanAttributes(to, SpanFields.Attributes);
        WriteMethod(attributes, trace.Method, method);
        if (attempt.Url is { } url)
        {
            attributes.Add("server.address", url.IdnHost);
            attributes.Add("server.port", url.Port);
            attributes.Add("url.scheme", url.Scheme);
        }

        if (attempt.Status > 0)
            attributes.Add("http.response.status_code", attempt.Status);
        if (number > 0)
            attributes.Add("http.request.resend_count", number);
        attributes.Add("perdure.service", attempt.Service);
        attributes.Add("perdure.instance", attempt.Instance);
        attributes.Add("perdure.zone", attempt.Zone);
        attributes.Add("perdure.balancing", KebabNames<BalancingPolicy>.Of(attempt.Balancing));
        attributes.Add("perdure.breaker", KebabNames<BreakerState>.Of(attempt.Breaker));
        attributes.AddIf("perdure.panic", attempt.Panic);
        attributes.AddIf("perdure.attempt.probe", attempt.IsProbe);
        attributes.Add("perdure.attempt.reason", KebabNames<AttemptReason>.Of(attempt.Reason));
        if (attempt.Reason == AttemptReason.Retry)
            attributes.Add("perdure.attempt.retry_of", KebabNames<AttemptCause>.Of(attempt.Cause));
        if (attempt.BackoffMs > 0)
            attributes.AddSeconds("perdure.attempt.backoff", attempt.BackoffMs / 1e3);
        attributes.Add("perdure.attempt.result", KebabNames<AttemptResult>.Of(attempt.Result));
        if (ErrorOf(attempt) is { } error)
        {
            attributes.Add("error.type", error);
            WriteError(to);
        }

        to.End(span);
    }

    // What was given up because it was not needed any more is no error.
    private static string? ErrorOf(in KeptAttempt attempt) => attempt.Fault switch
    {
        UpstreamFault.Outrun or UpstreamFault.ClientGone or UpstreamFault.ClientFault => null,
        UpstreamFault.None when attempt.Status >= 400 => Text(attempt.Status),
        UpstreamFault.None => attempt.Result is AttemptResult.Reset or AttemptResult.Failure ? KebabNames<AttemptResult>.Of(attempt.Result) : null,
        _ => attempt.ProxyError ?? KebabNames<UpstreamFault>.Of(attempt.Fault),
    };

    private static int Begin(
        ProtoWriter to, KeptTrace trace, ulong id, ulong parent, string name, SpanKind kind, long fromUs, long untilUs, uint remote)
    {
        var span = to.Begin(SpanFields.Spans);
        to.Id(SpanFields.TraceId, trace.Context.High, trace.Context.Low);
        to.Id(SpanFields.SpanId, id);
        if (trace.State is { } state)
            to.Text(SpanFields.TraceState, state);
        if (parent != 0)
            to.Id(SpanFields.ParentSpanId, parent);
        to.Text(SpanFields.Name, name);
        to.Number(SpanFields.Kind, (int)kind);
        to.Fixed64(SpanFields.StartTime, At(trace, fromUs));
        to.Fixed64(SpanFields.EndTime, At(trace, Math.Max(fromUs, untilUs)));
        to.Fixed32(SpanFields.Flags, (trace.Context.Sampled ? 1u : 0u) | SpanFields.RemoteKnown | remote);
        return span;
    }

    private static void WriteEvent(ProtoWriter to, KeptTrace trace, in TraceEvent happened)
    {
        var message = to.Begin(SpanFields.Events);
        to.Fixed64(SpanFields.EventTime, At(trace, happened.AtUs));
        to.Text(SpanFields.EventName, happened.Kind switch
        {
            TraceEventKind.Queued => "perdure.queued",
            TraceEventKind.RetryRefused => "perdure.retry.refused",
            _ => "perdure.fallback",
        });
        var attributes = new SpanAttributes(to, SpanFields.EventAttributes);
        attributes.Add("perdure.service", happened.About);
        if (happened.Kind == TraceEventKind.Queued)
            attributes.AddSeconds("perdure.queue.time", happened.LastedUs / 1e6);
        to.End(message);
    }

    private static void WriteError(ProtoWriter to)
    {
        var status = to.Begin(SpanFields.Status);
        to.Number(SpanFields.StatusCode, SpanFields.StatusError);
        to.End(status);
    }

    private static void WriteMethod(SpanAttributes attributes, string method, string? known)
    {
        attributes.Add("http.request.method", known ?? "_OTHER");
        if (known is null)
            attributes.Add("http.request.method_original", method);
    }

    private static ulong At(KeptTrace trace, long us) => (ulong)(trace.StartedNs + ((us - trace.StartedUs) * 1_000));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? KnownMethod(string method) =>
        method is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "PATCH" or "OPTIONS" or "CONNECT" or "TRACE" ? method : null;
}
