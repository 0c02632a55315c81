using System.Net.Sockets;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;
using Perdure.Model;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.HealthChecks;

/// <summary>
/// Asks each instance of a service how it is, at its interval with ±10 % jitter so that checks do not march in step; more often while
/// an instance is not well, so that it is back soon. Every check opens a connection of its own: a kept one would not notice that no new
/// one can be made. One loop per instance, until disposed.
/// </summary>
internal sealed class ActiveChecker : IAsyncDisposable
{
    /// <summary>The longest time between two checks of an instance that is not well.</summary>
    private static readonly TimeSpan FastInterval = TimeSpan.FromMilliseconds(500);

    private readonly ServiceRuntime _service;
    private readonly HealthCheckModel _check;
    private readonly TimeProvider _time;
    private readonly MonotonicClock _clock;
    private readonly RandomBits _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpMessageInvoker _client;
    private readonly Task _loops;

    public ActiveChecker(ServiceRuntime service, HealthCheckModel check, TimeProvider time, MonotonicClock clock, RandomBits random)
    {
        _service = service;
        _check = check;
        _time = time;
        _clock = clock;
        _random = random;
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.Zero,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = check.Timeout,
            MaxResponseHeadersLength = 16,
        });
        _loops = Task.WhenAll(service.Pool.Instances.Select(instance => Task.Run(() => LoopAsync(instance))));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loops;
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task LoopAsync(Instance instance)
    {
        // The first check comes at once, spread a little, so that a start in front of dead instances is known soon.
        var delay = Jitter(TimeSpan.FromMilliseconds(50));
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(delay, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
                return;
            var passed = await CheckAsync(instance);
            if (_stop.IsCancellationRequested)
                return;
            _service.Pool.ReportCheck(instance, passed, _clock.NowMs);
            delay = Jitter(IsWell(instance, passed) || _check.Interval < FastInterval ? _check.Interval : FastInterval);
        }
    }

    private bool IsWell(Instance instance, bool passed) =>
        passed && instance.Snapshot(_clock.NowMs).State is InstanceState.Available or InstanceState.Warming or InstanceState.Drained;

    private async ValueTask<bool> CheckAsync(Instance instance)
    {
        using var limit = new CancellationTokenSource(_check.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        var url = new Uri(instance.Options.Key);
        try
        {
            return _check.Type == HealthCheckType.Tcp ? await ConnectAsync(url, both.Token) : await AskAsync(url, both.Token);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or SocketException or IOException)
        {
            return false;
        }
    }

    private async ValueTask<bool> AskAsync(Uri url, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, _check.Path));
        if (_service.Model.Protocol == UpstreamProtocol.Http2)
        {
            request.Version = System.Net.HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        request.Headers.TryAddWithoutValidation("User-Agent", "perdure-health-check");
        using var response = await _client.SendAsync(request, cancel);
        return (int)response.StatusCode is >= 200 and < 400;
    }

    private static async ValueTask<bool> ConnectAsync(Uri url, CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(url.DnsSafeHost, url.Port, cancel);
        return true;
    }

    private TimeSpan Jitter(TimeSpan interval) => interval * (0.9 + (0.2 * (_random.Next() >> 11) / (1UL << 53)));
}
