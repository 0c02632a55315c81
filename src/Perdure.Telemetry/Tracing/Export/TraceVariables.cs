using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace Perdure.Telemetry.Tracing.Export;

/// <summary>
/// Reads <see cref="TraceSettings"/> (OpenTelemetry specification: "OpenTelemetry Protocol Exporter" and "Environment Variable Specification"). Which requests are
/// kept is the system file's to say: <c>OTEL_TRACES_SAMPLER</c> is not followed.
/// </summary>
internal static class TraceVariables
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string OwnEndpointKey = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string ExporterKey = "OTEL_TRACES_EXPORTER";
    private const string DisabledKey = "OTEL_SDK_DISABLED";
    private const string ServiceNameKey = "OTEL_SERVICE_NAME";
    private const string DelayKey = "OTEL_BSP_SCHEDULE_DELAY";
    private const string ResourceKey = "OTEL_RESOURCE_ATTRIBUTES";
    private const int TimeoutMsMax = 600_000;
    private const int DelayMsMax = 60_000;
    private const int PairsMax = 64;

    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Reads them. Null without a problem: nothing is to be exported.</summary>
    /// <param name="variable">Gives the value of a variable, or null.</param>
    /// <param name="problem">What is wrong and what to do, when something is: then nothing is exported rather than to the wrong place. It shows no value of a header.</param>
    public static TraceSettings? Read(Func<string, string?> variable, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(variable);
        problem = null;
        var own = Value(variable, OwnEndpointKey) is not null;
        var key = own ? OwnEndpointKey : EndpointKey;
        if (Value(variable, key) is not { } endpoint || string.Equals(Value(variable, DisabledKey), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        var exporter = Value(variable, ExporterKey) ?? "otlp";
        if (exporter == "none")
            return null;
        if (exporter != "otlp")
        {
            problem = $"{ExporterKey} is \"{exporter}\"; this node knows otlp and none";
            return null;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            problem = $"{key} is not an address such as http://collector:4318";
            return null;
        }

        return Read(variable, url, own, out problem);
    }

    private static TraceSettings? Read(Func<string, string?> variable, Uri url, bool own, out string? problem)
    {
        problem = null;
        var (protocolKey, protocol) = Either(variable, "PROTOCOL");
        var (timeoutKey, timeout) = Either(variable, "TIMEOUT");
        var (headersKey, headers) = Either(variable, "HEADERS");
        var (gzipKey, gzip) = Either(variable, "COMPRESSION");
        var grpc = protocol == "grpc";
        var delay = Value(variable, DelayKey);
        var timeoutMs = 10_000;
        var delayMs = 500;
        if (protocol is not (null or "http/protobuf" or "grpc"))
            problem = $"{protocolKey} is not one that this node speaks: http/protobuf (the default) or grpc";
        else if (timeout is not null && !(int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out timeoutMs) && timeoutMs is > 0 and <= TimeoutMsMax))
            problem = $"{timeoutKey} is not a number of milliseconds from 1 to {TimeoutMsMax}";
        else if (delay is not null && !(int.TryParse(delay, NumberStyles.None, CultureInfo.InvariantCulture, out delayMs) && delayMs <= DelayMsMax))
            problem = $"{DelayKey} is not a number of milliseconds from 0 to {DelayMsMax}";
        else if (gzip is not (null or "none" or "gzip"))
            problem = $"{gzipKey} is not one that this node knows: gzip or none";
        else if (Pairs(headers) is not { } sent || sent.Any(pair => !IsHeader(pair)))
            problem = $"{headersKey} is not a list such as name=value,name=value";
        else if (Pairs(Value(variable, ResourceKey)) is not { } resource)
            problem = $"{ResourceKey} is not a list such as key=value,key=value";
        else
            return new TraceSettings
            {
                Url = UrlOf(url, own, grpc),
                Protocol = grpc ? TraceProtocol.Grpc : TraceProtocol.HttpProtobuf,
                Headers = sent,
                Timeout = TimeSpan.FromMilliseconds(timeoutMs),
                GatherFor = TimeSpan.FromMilliseconds(delayMs),
                Gzip = gzip == "gzip",
                Resource = Value(variable, ServiceNameKey) is { } name
                    ? [new("service.name", name), .. resource.Where(pair => pair.Key != "service.name")]
                    : resource,
            };
        return null;
    }

    // An address for all signals is a base; one for traces is taken as it is. gRPC's path is that of the method.
    private static Uri UrlOf(Uri url, bool own, bool grpc)
    {
        if (grpc)
            return new Uri(url, "/opentelemetry.proto.collector.trace.v1.TraceService/Export");
        if (own)
            return url;
        return new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') + "/v1/traces" }.Uri;
    }

    private static bool IsHeader(KeyValuePair<string, string> pair) =>
        !pair.Key.AsSpan().ContainsAnyExcept(TokenChars) && !pair.Value.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && !pair.Key.Equals("Host", StringComparison.OrdinalIgnoreCase) && !pair.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    // As in W3C Baggage: values are percent-encoded. Null for a list that is none.
    private static ImmutableArray<KeyValuePair<string, string>>? Pairs(string? text)
    {
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || pairs.Count == PairsMax)
                return null;
            pairs.Add(new(part[..equals].TrimEnd(), Uri.UnescapeDataString(part[(equals + 1)..].TrimStart())));
        }

        return pairs.ToImmutable();
    }

    private static (string Key, string? Value) Either(Func<string, string?> variable, string name)
    {
        var own = $"OTEL_EXPORTER_OTLP_TRACES_{name}";
        return Value(variable, own) is { } value ? (own, value) : ($"OTEL_EXPORTER_OTLP_{name}", Value(variable, $"OTEL_EXPORTER_OTLP_{name}"));
    }

    private static string? Value(Func<string, string?> variable, string name) => variable(name)?.Trim() is { Length: > 0 } value ? value : null;
}
