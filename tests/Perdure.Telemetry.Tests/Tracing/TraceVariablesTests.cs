using Perdure.Telemetry.Tracing.Export;

namespace Perdure.Telemetry.Tests.Tracing;

public sealed class TraceVariablesTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Fact]
    public void Nothing_is_exported_unless_an_endpoint_is_set()
    {
        Assert.Null(Read(out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "TRUE")]
    [InlineData("OTEL_TRACES_EXPORTER", "none")]
    public void Nothing_is_exported_when_it_is_switched_off(string name, string value)
    {
        Assert.Null(Read(out var problem, (Endpoint, "http://collector:4318"), (name, value)));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData(Endpoint, "http://collector:4318", null, "http://collector:4318/v1/traces")]
    [InlineData(Endpoint, "https://collector/otlp/", null, "https://collector/otlp/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4318/here", null, "http://collector:4318/here")]
    [InlineData(Endpoint, "http://collector:4317", "grpc", "http://collector:4317/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4317", "grpc", "http://collector:4317/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    public void Address_is_completed_as_the_specification_says(string name, string value, string? protocol, string expected) =>
        Assert.Equal(expected, Read(out _, (name, value), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol!))!.Url.ToString());

    [Fact]
    public void What_is_said_of_traces_alone_goes_before_what_is_said_of_all()
    {
        var settings = Read(
            out _,
            (Endpoint, "http://all:4318"), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:4317"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "5"), ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "2500"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=1"), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", " b = 2%2C3 , c=,"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "none"), ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip"));

        Assert.Equal(("traces", TraceProtocol.Grpc, TimeSpan.FromMilliseconds(2_500), true), (settings!.Url.Host, settings.Protocol, settings.Timeout, settings.Gzip));
        Assert.Equal([("b", "2,3"), ("c", "")], settings.Headers.Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Name_of_the_service_is_the_one_that_is_set_for_it()
    {
        Assert.Equal(
            [("service.name", "edge"), ("team", "a b")],
            Read(out _, (Endpoint, "http://c"), ("OTEL_SERVICE_NAME", "edge"), ("OTEL_RESOURCE_ATTRIBUTES", "service.name=other,team=a%20b"))!.Resource
                .Select(pair => (pair.Key, pair.Value)));
        Assert.Equal("other", Assert.Single(Read(out _, (Endpoint, "http://c"), ("OTEL_RESOURCE_ATTRIBUTES", "service.name=other"))!.Resource).Value);
    }

    [Fact]
    public void Credentials_of_the_endpoint_are_not_shown() =>
        Assert.Equal("https://collector:4318", Read(out _, (Endpoint, "https://me:secret@collector:4318"))!.Endpoint);

    [Theory]
    [InlineData(Endpoint, "collector")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://collector")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "0")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "soon")]
    [InlineData("OTEL_TRACES_EXPORTER", "zipkin")]
    [InlineData("OTEL_BSP_SCHEDULE_DELAY", "-1")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "secret")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a b=secret")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a=secret%0d%0ax:%20y")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "content-type=secret")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "=secret")]
    public void Value_that_cannot_be_followed_is_named_and_nothing_is_exported(string name, string value)
    {
        Assert.Null(Read(out var problem, (name, value), (Endpoint, "http://collector:4318")));
        Assert.Contains(name, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    private static TraceSettings? Read(out string? problem, params (string Name, string Value)[] set) =>
        TraceVariables.Read(name => set.FirstOrDefault(one => one.Name == name).Value, out problem);
}
