namespace Perdure.Model.Tests.Declarations;

public sealed class ServiceShapeTests
{
    [Fact]
    public void Off_switches_protections_off()
    {
        var service = Read("retry: off\n    circuitBreaker: off\n    outlierDetection: off\n    healthCheck: off");

        Assert.Equal((1, RetryCauses.None, 0), (service.Retry.Attempts, service.Retry.Causes, service.Retry.Statuses.Length));
        Assert.False(service.CircuitBreaker.Enabled);
        Assert.False(service.OutlierDetection.Enabled);
        Assert.Null(service.HealthCheck);
    }

    [Theory]
    [InlineData(
        "retry: { backoff: 2s, maxBackoff: 1s }",
        "7:23: error: services.a.retry.backoff: expected at most maxBackoff, which is 1s, found 2s; lower backoff, or raise maxBackoff")]
    [InlineData(
        "timeouts: { attempt: 1m1s, request: 1m }",
        "7:26: error: services.a.timeouts.attempt: expected at most request, which is 1m, found 1m1s; lower attempt, or raise request")]
    [InlineData(
        "outlierDetection: { maxEjection: 1s, baseEjection: 1500ms }",
        "7:56: error: services.a.outlierDetection.baseEjection: expected at most maxEjection, which is 1s, found 1s500ms; lower baseEjection, or raise maxEjection")]
    [InlineData(
        "healthCheck: { interval: 1s, timeout: 2s }",
        "7:43: error: services.a.healthCheck.timeout: expected at most interval, which is 1s, found 2s; lower timeout, or raise interval")]
    [InlineData(
        "balancing: { policy: consistent-hash }",
        "7:26: error: services.a.balancing.policy: consistent-hash needs a key; add key: header:NAME, key: cookie:NAME or key: path")]
    [InlineData(
        "balancing: { key: path }",
        "7:23: error: services.a.balancing.key: only consistent-hash has a key; remove the key, or write policy: consistent-hash")]
    [InlineData(
        "balancing: { policy: consistent-hash, key: X-User }",
        "7:48: error: services.a.balancing.key: expected header:NAME, cookie:NAME or path, found \"X-User\"; write header:X-User or cookie:X-User")]
    [InlineData(
        "healthCheck: { type: tcp, path: /x }",
        "7:31: warning: services.a.healthCheck.path: a tcp check asks for no path; remove path, or write type: http")]
    [InlineData(
        "circuitBreaker: { slowCall: 6s }",
        "7:33: warning: services.a.circuitBreaker.slowCall: never reached: an attempt is given up after 5s (timeouts.attempt); lower slowCall, or raise timeouts.attempt")]
    public void Contradiction_is_reported(string key, string line) => SystemFile.Says(SystemFile.WithServiceKey(key), line);

    [Fact]
    public void Default_gives_way_to_what_is_written()
    {
        var service = Read("timeouts: { request: 2s }\n    retry: { backoff: 1s }\n    healthCheck: { interval: 500ms }");

        Assert.Equal(TimeSpan.FromSeconds(2), service.Timeouts.Attempt);
        Assert.Equal(TimeSpan.FromSeconds(1), service.Retry.MaxBackoff);
        Assert.Equal(TimeSpan.FromMilliseconds(500), service.HealthCheck!.Timeout);
    }

    [Theory]
    [InlineData("header:X-User", HashKeySource.Header, "X-User")]
    [InlineData("cookie:sid", HashKeySource.Cookie, "sid")]
    [InlineData("path", HashKeySource.Path, null)]
    public void Hash_key_is_read(string text, HashKeySource source, string? name) =>
        Assert.Equal(
            new HashKey { Source = source, Name = name }, Read($"balancing: {{ policy: consistent-hash, key: '{text}' }}").Balancing.Key);

    [Fact]
    public void Retry_list_replaces_the_default()
    {
        var retry = Read("retry: { on: [timeout, 503, 429] }").Retry;

        Assert.Equal(RetryCauses.Timeout, retry.Causes);
        Assert.Equal([429, 503], retry.Statuses.ToArray());
    }

    private static ServiceModel Read(string key) => SystemFile.Model(SystemFile.WithServiceKey(key)).Services[0];
}
