using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>telemetry</c> of the file.</summary>
internal static class TelemetryShape
{
    private static readonly Key<AccessLogModel> AccessLog = new("accessLog", AccessLogShape.Shape, "A line for each request.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<TracesModel> Traces = new("traces", TracesShape.Shape, "Which requests are kept as traces, where the environment names a collector.");

    public static MappingShape<TelemetryModel> Shape { get; } = new([AccessLog, Traces], v => new TelemetryModel
    {
        AccessLog = v.Find(AccessLog),
        Traces = v.Get(Traces),
    });
}
