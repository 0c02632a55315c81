using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Perdure.Coordination.Etcd.Grpc;

/// <summary>Finds a call's status in the trailers, or in the headers where a call that failed at once has it ("trailers-only").</summary>
internal static class ResponseStatus
{
    private const string Type = "application/grpc";

    /// <summary>
    /// Why this is not the beginning of a gRPC answer; null when it is one. What a proxy answers while etcd restarts behind it (429, 502, 503,
    /// 504: "unavailable" in gRPC's http-grpc-status-mapping document) is a broken connection, and not another program.
    /// </summary>
    public static (GrpcStatus Status, string Detail)? ProblemOf(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        if (code is 429 or 502 or 503 or 504) return (GrpcStatus.Broken, $"something before etcd answers with HTTP status {code}");
        if (response.StatusCode != HttpStatusCode.OK) return (GrpcStatus.NotGrpc, $"it answers with HTTP status {code}, not in gRPC");
        return response.Content.Headers.NonValidated.TryGetValues("content-type", out var type) && type.ToString().StartsWith(Type, StringComparison.Ordinal)
            ? null
            : (GrpcStatus.NotGrpc, "it answers in HTTP, but not in gRPC");
    }

    /// <summary>The status. Complete only after the body has been read to its end.</summary>
    public static (GrpcStatus Status, string Detail) Of(HttpResponseMessage response) =>
        Find(response.TrailingHeaders) ?? Find(response.Headers) ?? (GrpcStatus.Broken, "the answer ended without a status");

    private static (GrpcStatus Status, string Detail)? Find(HttpHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("grpc-status", out var value)) return null;
        var text = value.ToString();
        if (text == "0") return (GrpcStatus.Ok, "");
        var code = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 16 ? number : (int)GrpcStatus.Unknown;
        var detail = headers.NonValidated.TryGetValues("grpc-message", out var message) ? Uri.UnescapeDataString(message.ToString()) : "";
        return ((GrpcStatus)code, detail);
    }
}
