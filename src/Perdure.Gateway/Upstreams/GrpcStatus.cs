namespace Perdure.Gateway.Upstreams;

/// <summary>gRPC's status codes (grpc.github.io, "Status codes and their use in gRPC") as the HTTP statuses that the policies know.</summary>
internal static class GrpcStatus
{
    /// <summary>The HTTP status of the same meaning, or null for none, OK and the application's own errors.</summary>
    public static int? ToHttp(string? code) => code switch
    {
        "4" => 504, // DEADLINE_EXCEEDED
        "2" or "13" or "15" => 500, // UNKNOWN, INTERNAL, DATA_LOSS
        "14" => 503, // UNAVAILABLE
        "8" => 429, // RESOURCE_EXHAUSTED
        _ => null,
    };
}
