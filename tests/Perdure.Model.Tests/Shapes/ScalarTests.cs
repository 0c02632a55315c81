namespace Perdure.Model.Tests.Shapes;

public sealed class ScalarTests
{
    [Theory]
    [InlineData("250ms", 250_000)]
    [InlineData("2s", 2_000_000)]
    [InlineData("1m30s", 90_000_000)]
    [InlineData("500us", 500)]
    [InlineData("1h", 3_600_000_000)]
    [InlineData("0s", 0)]
    public void Duration_is_read(string text, long microseconds) =>
        Assert.Equal(microseconds, Service($"slowStart: {text}").SlowStart.TotalMicroseconds);

    [Theory]
    [InlineData("30", "; add a unit: 30s or 30ms")]
    [InlineData("1.5s", "; write it like 250ms, 2s or 1h30m")]
    [InlineData("30m1h", "; write it like 250ms, 2s or 1h30m")]
    [InlineData("1s1s", "; write it like 250ms, 2s or 1h30m")]
    [InlineData("-1s", "; write it like 250ms, 2s or 1h30m")]
    [InlineData("1d", "; write it like 250ms, 2s or 1h30m")]
    [InlineData("9999999999h", "; write it like 250ms, 2s or 1h30m")]
    [InlineData("2h", "")]
    public void Duration_that_is_none_is_refused(string text, string hint) =>
        Refuses($"slowStart: {text}", $"7:16: error: services.a.slowStart: expected a duration from 0s to 1h, found \"{text}\"{hint}");

    [Theory]
    [InlineData("50%", 0.5)]
    [InlineData("12.5%", 0.125)]
    [InlineData("100%", 1)]
    public void Percentage_is_read_as_a_ratio(string text, double ratio) =>
        Assert.Equal(ratio, Service($"outlierDetection: {{ maxEjected: {text} }}").OutlierDetection.MaxEjected, 12);

    [Theory]
    [InlineData("0.5", "; write 50%")]
    [InlineData("50", "; write it like 50%")]
    [InlineData("150%", "")]
    [InlineData("0%", "")]
    [InlineData(".5%", "; write it like 50%")]
    public void Percentage_that_is_none_is_refused(string text, string hint) => Refuses(
        $"outlierDetection: {{ maxEjected: {text} }}",
        $"7:37: error: services.a.outlierDetection.maxEjected: expected a percentage from 1% to 100%, found \"{text}\"{hint}");

    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("64KiB", 65_536)]
    [InlineData("10MB", 10_000_000)]
    [InlineData("1GiB", 1_073_741_824)]
    public void Size_is_read(string text, long bytes) =>
        Assert.Equal(bytes, SystemFile.Model(Listener($"limits: {{ maxBody: {text} }}")).Listeners[0].Limits.MaxBodyBytes);

    [Theory]
    [InlineData("10Mb", "; write it like 64KiB or 10MB")]
    [InlineData("1.5MB", "; write it like 64KiB or 10MB")]
    [InlineData("2TiB", "")]
    public void Size_that_is_none_is_refused(string text, string hint) => SystemFile.Says(
        Listener($"limits: {{ maxBody: {text} }}"),
        $"8:62: error: listeners[0].limits.maxBody: expected a size from 0B to 1TiB, found \"{text}\"{hint}");

    [Theory]
    [InlineData("127.0.0.1:80", "127.0.0.1:80")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("'[::1]:8080'", "[::1]:8080")]
    [InlineData("0.0.0.0:65535", "0.0.0.0:65535")]
    public void Address_is_read(string text, string address) =>
        Assert.Equal(
            address, SystemFile.Model(SystemFile.WithListeners($"{{ name: web, address: {text} }}")).Listeners[0].Address.ToString());

    [Fact]
    public void Address_without_a_host_is_every_address() =>
        Assert.Contains(
            SystemFile.Model(SystemFile.WithListeners("{ name: web, address: :8080 }")).Listeners[0].Address.ToString(), (string[])["[::]:8080", "0.0.0.0:8080"]);

    [Theory]
    [InlineData("127.1:80")]
    [InlineData("010.0.0.1:80")]
    [InlineData("::1:80")]
    [InlineData("example.com:80")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    public void Address_that_is_none_is_refused(string text) => SystemFile.Says(
        SystemFile.WithListeners($"{{ name: web, address: '{text}' }}"),
        $"8:27: error: listeners[0].address: expected an address with a port, found \"{text}\"; "
        + "write it like 127.0.0.1:8080, localhost:8080, :8080 for all addresses, or \"[::1]:8080\" with quotes");

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.1.2.3", "10.1.2.3/32")]
    [InlineData("'fd00::/8'", "fd00::/8")]
    public void Network_is_read(string text, string network) =>
        Assert.Equal(network, SystemFile.Model(Listener($"trustedProxies: [{text}]")).Listeners[0].TrustedProxies[0].ToString());

    [Theory]
    [InlineData("10.1.0.0/8", "the network of that size is 10.0.0.0/8")]
    [InlineData("10.0.0.0/33", "write it like 10.0.0.0/8 or 10.1.2.3")]
    [InlineData("example.com", "write it like 10.0.0.0/8 or 10.1.2.3")]
    public void Network_that_is_none_is_refused(string text, string hint) => SystemFile.Says(
        Listener($"trustedProxies: [{text}]"),
        $"8:60: error: listeners[0].trustedProxies[0]: expected a network or an address, found \"{text}\"; {hint}");

    [Theory]
    [InlineData("127.0.0.1:5001", "begin with http:// or https://")]
    [InlineData("ftp://127.0.0.1", "the scheme is http or https")]
    [InlineData("http://127.0.0.1:5001/base", "scheme, host and port only: http://127.0.0.1:5001")]
    public void Url_that_is_none_is_refused(string text, string hint) => SystemFile.Says(
        SystemFile.Head.Replace("http://127.0.0.1:5001", text, StringComparison.Ordinal),
        $"6:32: error: services.a.instances[0].url: expected a url such as http://127.0.0.1:5101, found \"{text}\"; {hint}");

    [Theory]
    [InlineData("weight: 0", "0")]
    [InlineData("weight: 1001", "1001")]
    [InlineData("weight: 1.5", "1.5")]
    [InlineData("weight: +1", "+1")]
    [InlineData("weight: 0x1", "0x1")]
    public void Integer_out_of_range_is_refused(string key, string found) => SystemFile.Says(
        SystemFile.Head.Replace("{ id", $"{{ {key}, id", StringComparison.Ordinal),
        $"6:27: error: services.a.instances[0].weight: expected an integer from 1 to 1000, found \"{found}\"");

    [Theory]
    [InlineData(
        "slowStart:",
        "7:15: error: services.a.slowStart: expected a duration from 0s to 1h, found nothing; write a value, or remove the key")]
    [InlineData("slowStart: [1s]", "7:16: error: services.a.slowStart: expected a duration from 0s to 1h, found a list")]
    [InlineData("slowStart: {}", "7:16: error: services.a.slowStart: expected a duration from 0s to 1h, found a mapping")]
    [InlineData("dependsOn: b", "7:16: error: services.a.dependsOn: expected a list of services, found a text; write a list: [a, b]")]
    [InlineData(
        "balancing: { policy: two-choice }",
        "7:26: error: services.a.balancing.policy: expected two-choices, round-robin, least-requests, random, ip-hash or consistent-hash, found \"two-choice\"; did you mean \"two-choices\"?")]
    [InlineData(
        "retry: { on: [reset, 503, 503] }",
        "7:31: error: services.a.retry.on[2]: the same as services.a.retry.on[1]; remove one of the two")]
    public void Value_of_the_wrong_kind_is_refused(string key, string line) => Refuses(key, line);

    private static ServiceModel Service(string key) => SystemFile.Model(SystemFile.WithServiceKey(key)).Services[0];

    private static void Refuses(string key, string line) => SystemFile.Says(SystemFile.WithServiceKey(key), line);

    private static string Listener(string key) => SystemFile.WithListeners($"{{ name: web, address: 127.0.0.1:8080, {key} }}");
}
