using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Perdure.Gateway.Metering;
using Perdure.Resilience.Measuring;
using Perdure.Telemetry.Metrics;

namespace Perdure.Telemetry.Push;

/// <summary>
/// Pushes the metrics to a collector at an interval, by OpenTelemetry's exporter, from its making until it is disposed, which pushes once more. It waits for
/// nobody: a collector that is gone costs its metrics, and a line in the log.
/// </summary>
public sealed class OtlpPush : IDisposable
{
    private const int LastWordsMs = 2_000;

    private readonly MeterProvider _provider;
    private readonly ObservedInstruments _instruments;
    private readonly PushTrouble _trouble;

    private OtlpPush(NodeTelemetry telemetry, OtlpSettings settings, ILogger log)
    {
        _trouble = new PushTrouble(telemetry.Time, log, settings.Endpoint);
        _instruments = new ObservedInstruments(telemetry);
        var node = telemetry.Look().Node;
        _provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty()
                .AddService("perdure", serviceNamespace: node.System, serviceVersion: node.Version, autoGenerateServiceInstanceId: false, serviceInstanceId: node.Node)
                .AddTelemetrySdk()
                // Last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.
                .AddEnvironmentVariableDetector())
            .AddMeter(GatewayMeters.MeterName)
            .AddView(instrument => instrument.Name is GatewayMeters.RequestDuration or GatewayMeters.AttemptDuration or GatewayMeters.TimeToFirstByte or GatewayMeters.QueueTime
                ? new ExplicitBucketHistogramConfiguration { Boundaries = [.. DurationHistogram.BoundsUs.Select(us => us / 1e6)] }
                : instrument.Name.StartsWith("perdure.instance.", StringComparison.Ordinal) || instrument.Name.StartsWith("perdure.breaker.", StringComparison.Ordinal)
                    ? new MetricStreamConfiguration { CardinalityLimit = SeriesLimit.Default }
                    : null)
            .AddOtlpExporter((exporter, _) => exporter.Protocol = settings.Protocol)
            .Build();
        log.PushStarted(settings.Endpoint, settings.Protocol.ToString());
    }

    /// <summary>Begins to push if the environment asks for it; null when it does not, or not in a way that can be followed, which is logged.</summary>
    public static OtlpPush? StartIfAsked(NodeTelemetry telemetry, Func<string, string?> variable, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(telemetry);
        ArgumentNullException.ThrowIfNull(log);
        var settings = OtlpSettings.Read(variable, out var problem);
        if (problem is not null)
            log.PushRefused(problem);
        return settings is null ? null : new OtlpPush(telemetry, settings, log);
    }

    /// <summary>Pushes what has come until now, and waits for it.</summary>
    /// <param name="limit">For how long.</param>
    public bool Flush(TimeSpan limit) => _provider.ForceFlush((int)limit.TotalMilliseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        _provider.Shutdown(LastWordsMs);
        _provider.Dispose();
        _instruments.Dispose();
        _trouble.Dispose();
    }
}
