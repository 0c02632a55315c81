using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Observing;
using Perdure.Model;
using Perdure.Telemetry.Requests;

namespace Perdure.Telemetry.Tests.Support;

/// <summary>A real gateway on a free port whose requests are logged to a file, in this process.</summary>
internal sealed class Watched : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perdure-access-");

    private Watched(SystemModel model, TimeProvider time, IRequestObserver? other)
    {
        Model = model with { Telemetry = model.Telemetry with { AccessLog = new AccessLogModel { Path = Path.Combine(_folder.FullName, "access.log") } } };
        Watch = new RequestWatch(time, NullLogger.Instance) { Other = other };
        Watch.Follow(Model.Telemetry);
        Gateway = new GatewayServer(
            new GatewayOptions { Time = time, DrainGrace = TimeSpan.Zero, StopTimeout = TimeSpan.FromSeconds(5), Requests = Watch }, NullLoggerFactory.Instance);
    }

    public SystemModel Model { get; }

    public RequestWatch Watch { get; }

    public GatewayServer Gateway { get; }

    public static async Task<Watched> StartAsync(SystemModel model, TimeProvider? time = null, IRequestObserver? other = null)
    {
        var watched = new Watched(model, time ?? TimeProvider.System, other);
        await watched.Gateway.StartAsync(watched.Model, CancellationToken.None);
        return watched;
    }

    public HttpClient Client(Version? version = null) => new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://{Gateway.Listeners[0].Address}"),
        DefaultRequestVersion = version ?? System.Net.HttpVersion.Version11,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>Stops the gateway and returns what was logged, in the order of time; so many lines are expected.</summary>
    public async Task<ImmutableArray<JsonElement>> EndAsync(int lines)
    {
        await Eventually.Async(() => Watch.Log.Figures is { Written: var written } && written >= lines, $"{lines} lines are written");
        await StopAsync();
        var all = await File.ReadAllLinesAsync(Model.Telemetry.AccessLog!.Path!);
        Assert.Equal(lines, all.Length);
        return [.. all.Select(line => JsonElement.Parse(line)).OrderBy(line => line.GetProperty("time").GetString(), StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StopAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await Gateway.StopAsync(now.Token);
        await Gateway.DisposeAsync();
        Watch.Dispose();
    }
}
