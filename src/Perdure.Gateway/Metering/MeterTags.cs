namespace Perdure.Gateway.Metering;

/// <summary>
/// The names of what metrics are told apart by. Namespaced as OpenTelemetry wants it; and <c>instance</c> alone would mean the scraped node to Prometheus.
/// </summary>
public static class MeterTags
{
    /// <summary>A route's name.</summary>
    public const string Route = "perdure.route";

    /// <summary>A service's name.</summary>
    public const string Service = "perdure.service";

    /// <summary>An instance's id.</summary>
    public const string Instance = "perdure.instance";

    /// <summary>How a request ended.</summary>
    public const string Outcome = "outcome";

    /// <summary>How an attempt ended.</summary>
    public const string Result = "result";
}
