using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>telemetry.accessLog</c>.</summary>
internal static class AccessLogShape
{
    private const string Stdout = "stdout";

    private static readonly ScalarShape<string?> Destination = new(
        "stdout, or a path",
        null,
        (text, context) => text == Stdout ? Parsed<string?>.Good(null)
            : text.Length == 0 || text.Contains('\0', StringComparison.Ordinal) ? Parsed<string?>.Bad()
            : text.EndsWith('/') ? Parsed<string?>.Bad("it ends with /: name the file")
            : Parsed<string?>.Good(System.IO.Path.GetFullPath(text, context.BaseDirectory)),
        () => Scalar.Text(null));

    private static readonly Key<string?> Path = new(
        "path", Destination, "Where the lines go. A file is appended to, and opened again when it was moved away or on SIGHUP.")
    {
        Default = Stdout,
    };

    private static readonly Key<AccessLogFormat> Format = new(
        "format", Choices.Of([("json", AccessLogFormat.Json), ("text", AccessLogFormat.Text)]), "json is an object a line; text is the combined log format and a little more.")
    {
        Default = "json",
    };

    private static readonly Key<double> Sample = new(
        "sample", Numbers.Percentage(0), "The share of requests that get a line. Those that failed or were slow (`telemetry.traces.slow`) always do.")
    {
        Default = "100%",
    };

    private static readonly Key<bool> Query = new(
        "query", Choices.Of([("true", true), ("false", false)]), "Whether paths are written with their query strings, which may hold secrets.")
    {
        Default = "false",
    };

    public static MappingShape<AccessLogModel> Shape { get; } = new([Path, Format, Sample, Query], v => new AccessLogModel
    {
        Path = v.Find(Path),
        Format = v.Get(Format),
        Sample = v.Get(Sample),
        Query = v.Get(Query),
    });
}
