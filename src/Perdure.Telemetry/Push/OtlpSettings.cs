using OpenTelemetry.Exporter;

namespace Perdure.Telemetry.Push;

/// <summary>
/// Whether metrics are pushed, and where to, as OpenTelemetry's environment variables say (specification: "OpenTelemetry Protocol Exporter" and
/// "Environment Variable Specification"). What is not read here the exporter reads itself: headers, time-out, interval, resource attributes.
/// </summary>
/// <param name="Endpoint">Where to, without credentials, for people.</param>
/// <param name="Protocol">How.</param>
public sealed record OtlpSettings(string Endpoint, OtlpExportProtocol Protocol)
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string MetricsEndpointKey = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string ProtocolKey = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string MetricsProtocolKey = "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL";
    private const string ExporterKey = "OTEL_METRICS_EXPORTER";
    private const string DisabledKey = "OTEL_SDK_DISABLED";

    private static readonly string[] s_numbers =
    [
        "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT",
    ];

    /// <summary>Reads them. Null without a problem: nothing is to be pushed.</summary>
    /// <param name="variable">Gives the value of a variable, or null.</param>
    /// <param name="problem">What is wrong and what to do, when something is: then nothing is pushed rather than to the wrong place.</param>
    public static OtlpSettings? Read(Func<string, string?> variable, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(variable);
        problem = null;
        var key = Value(variable, MetricsEndpointKey) is null ? EndpointKey : MetricsEndpointKey;
        if (Value(variable, key) is not { } endpoint || string.Equals(Value(variable, DisabledKey), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        var exporter = Value(variable, ExporterKey) ?? "otlp";
        if (exporter == "none")
            return null;
        if (exporter != "otlp")
            problem = $"{ExporterKey} is \"{exporter}\"; this node knows otlp and none. Prometheus reads /metrics of the admin address";
        else if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            problem = $"{key} is not an address such as http://collector:4318";
        else if (s_numbers.FirstOrDefault(name => Value(variable, name) is { } text && !(int.TryParse(text, out var ms) && ms > 0)) is { } wrong)
            problem = $"{wrong} is not a number of milliseconds above 0";
        else if (ProtocolOf(Value(variable, MetricsProtocolKey) ?? Value(variable, ProtocolKey)) is { } protocol)
            return new OtlpSettings(url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped), protocol);
        else
            problem = $"{ProtocolKey} is not one that this node speaks: http/protobuf (the default) or grpc";
        return null;
    }

    private static string? Value(Func<string, string?> variable, string name) => variable(name)?.Trim() is { Length: > 0 } value ? value : null;

    private static OtlpExportProtocol? ProtocolOf(string? text) => text switch
    {
        null or "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
#pragma warning disable CS0618 // Marked as obsolete for .NET Framework alone.
        "grpc" => OtlpExportProtocol.Grpc,
#pragma warning restore CS0618
        _ => null,
    };
}
