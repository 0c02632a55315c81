namespace Perdure.Model;

/// <summary>What is written down of single requests.</summary>
public sealed record TelemetryModel
{
    /// <summary>The access log; null = none. Default: null.</summary>
    public AccessLogModel? AccessLog { get; init; }

    /// <summary>The traces.</summary>
    public TracesModel Traces { get; init; } = new();
}
