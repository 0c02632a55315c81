using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Answers;

/// <summary>Answers a request that no instance could: problem details (RFC 9457), <c>Proxy-Status</c> (RFC 9209), <c>Retry-After</c>.</summary>
internal sealed class ProblemWriter(string node)
{
    /// <summary>Writes the outcome's problem, unless an answer has already begun.</summary>
    public async ValueTask WriteAsync(Exchange exchange, Outcome outcome)
    {
        var problem = outcome.Problem!;
        if (exchange.Response.HasStarted)
        {
            exchange.CutOff();
            return;
        }

        var headers = exchange.Response.Headers;
        headers.Clear();
        headers["Proxy-Status"] = outcome.Details is { } details && details != problem.ProxyError
            ? $"{node}; error={problem.ProxyError}; details=\"{details}\""
            : $"{node}; error={problem.ProxyError}";
        headers["X-Request-Id"] = exchange.RequestId;
        exchange.WriteLimit();
        headers.CacheControl = "no-store";
        if (outcome.RetryAfterMs > 0 || problem.Status == 503)
            headers.RetryAfter = Math.Max(1, (outcome.RetryAfterMs + 999) / 1000).ToString(CultureInfo.InvariantCulture);
        if (exchange.Closing || problem.Status is 400 or 408 or 413)
            headers.Connection = "close";
        if (exchange.Traits.HasFlag(RequestTraits.Grpc))
        {
            // A gRPC client reads its status from the head of an answer that has nothing else.
            exchange.Response.StatusCode = 200;
            headers.ContentType = "application/grpc";
            headers["grpc-status"] = problem.GrpcStatus.ToString(CultureInfo.InvariantCulture);
            headers["grpc-message"] = Uri.EscapeDataString(problem.Title).Replace("%20", " ", StringComparison.Ordinal);
            return;
        }

        exchange.Response.StatusCode = problem.Status;
        headers.ContentType = "application/problem+json";
        var body = Body(exchange, problem, outcome);
        headers.ContentLength = body.WrittenCount;
        if (exchange.Request.Method == "HEAD")
            return;
        exchange.Notes.BytesOut += body.WrittenCount;
        await exchange.ResponseBody.Writer.WriteAsync(body.WrittenMemory);
    }

    private ArrayBufferWriter<byte> Body(Exchange exchange, Problem problem, in Outcome outcome)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("type", problem.Type);
        json.WriteString("title", problem.Title);
        json.WriteNumber("status", problem.Status);
        json.WriteString("detail", problem.Detail);
        if (exchange.Route is { } route)
            json.WriteString("route", route.Name);
        if (outcome.Where is { } service)
            json.WriteString("service", service);
        json.WriteString("requestId", exchange.RequestId);
        if (exchange.Notes is { TraceIdHigh: var high, TraceIdLow: var low } && (high | low) != 0)
            json.WriteString("traceId", string.Create(CultureInfo.InvariantCulture, $"{high:x16}{low:x16}"));
        json.WriteString("node", node);
        json.WriteEndObject();
        json.Flush();
        return buffer;
    }
}
