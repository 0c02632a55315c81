using System.Collections.Immutable;

namespace Perdure.Telemetry.Tracing.Export;

/// <summary>Whether traces are exported, and where to, as OpenTelemetry's environment variables say; those for traces alone go before those for all signals.</summary>
public sealed record TraceSettings
{
    /// <summary>Where to, path included.</summary>
    public required Uri Url { get; init; }

    /// <summary>How.</summary>
    public TraceProtocol Protocol { get; init; }

    /// <summary>What goes along, such as a collector's token; never shown.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>How long one try may take. Default: 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long traces are gathered before they are sent. Default: 500 ms.</summary>
    public TimeSpan GatherFor { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether what is sent is compressed. Default: false.</summary>
    public bool Gzip { get; init; }

    /// <summary>Attributes of the resource that the environment names; they go before the node's own.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Resource { get; init; } = [];

    /// <summary>Where to, without credentials, for people.</summary>
    public string Endpoint => Url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
}
