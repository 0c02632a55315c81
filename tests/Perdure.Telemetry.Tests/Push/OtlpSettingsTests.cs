using OpenTelemetry.Exporter;
using Perdure.Telemetry.Push;

namespace Perdure.Telemetry.Tests.Push;

public sealed class OtlpSettingsTests
{
    [Fact]
    public void Nothing_is_pushed_unless_an_endpoint_is_set()
    {
        Assert.Null(Read(out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_METRICS_EXPORTER", "none")]
    public void Nothing_is_pushed_when_it_is_switched_off(string name, string value)
    {
        Assert.Null(Read(out var problem, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"), (name, value)));
        Assert.Null(problem);
    }

    [Fact]
    public void Protocol_is_http_unless_said_otherwise()
    {
        Assert.Equal(OtlpExportProtocol.HttpProtobuf, Read(out _, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"))!.Protocol);
        Assert.NotEqual(
            OtlpExportProtocol.HttpProtobuf, Read(out _, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"))!.Protocol);
    }

    [Fact]
    public void Credentials_of_the_endpoint_are_not_shown() =>
        Assert.Equal("https://collector:4318", Read(out _, ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://me:secret@collector:4318/v1/metrics"))!.Endpoint);

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://collector")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_METRICS_EXPORTER", "prometheus")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "often")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "0")]
    public void Value_that_cannot_be_followed_is_named_and_nothing_is_pushed(string name, string value)
    {
        Assert.Null(Read(out var problem, (name, value), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")));
        Assert.Contains(name, problem, StringComparison.Ordinal);
    }

    private static OtlpSettings? Read(out string? problem, params (string Name, string Value)[] set) =>
        OtlpSettings.Read(name => set.FirstOrDefault(one => one.Name == name).Value, out problem);
}
