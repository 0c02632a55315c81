using System.Globalization;
using Perdure.Gauntlet.Hosts;
using Perdure.Gauntlet.Rig;

namespace Perdure.Gauntlet.Contestants;

/// <summary>A contestant that runs in front of a rig.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);
    private readonly GuardedProcess _process;

    private RunningGateway(GuardedProcess process, Uri address, Uri admin) => (_process, Address, Admin) = (process, address, admin);

    /// <summary>Where its clients connect.</summary>
    public Uri Address { get; }

    /// <summary>Where Perdure's admin API listens; peers have none.</summary>
    public Uri Admin { get; }

    /// <summary>Whether its process lives.</summary>
    public bool Running => _process.Running;

    /// <summary>What it has used so far.</summary>
    public ProcessUsage Usage => ProcessUsage.OfTree(_process.Pid);

    /// <summary>Starts a contestant and waits until it answers a request from an instance.</summary>
    /// <exception cref="GatewayStartException">It ended, or didn't answer within 15 s.</exception>
    public static async Task<RunningGateway> StartAsync(
        Contestant contestant, string setting, GatewayPaths paths, InstanceRig rig, string directory, TimeProvider time, CancellationToken cancel)
    {
        var (port, adminPort) = (FreePorts.Take(), FreePorts.Take());
        var values = new Dictionary<string, string>
        {
            ["listen"] = port.ToString(CultureInfo.InvariantCulture),
            ["admin"] = adminPort.ToString(CultureInfo.InvariantCulture),
            ["dir"] = directory,
        };
        var name = contestant.Template(paths.Peers, setting);
        var template = await File.ReadAllTextAsync(Path.Combine(paths.Peers, name), cancel);
        var configuration = Path.Combine(directory, name);
        await File.WriteAllTextAsync(configuration, ConfigurationTemplate.Render(template, values, rig.Instances.Select(i => i.Address)), cancel);
        var process = await GuardedProcess.StartAsync(
            contestant.Command(configuration, directory, paths.Perdure), Path.Combine(directory, "gateway.out"));
        var gateway = new RunningGateway(process, Loopback(port), Loopback(adminPort));
        try
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
            var answered = await Until.TrueAsync(() => gateway.AnswersAsync(client, cancel), StartLimit, time, cancel);
            if (answered && gateway.Running) return gateway;
            throw new GatewayStartException(gateway.Running ? "no answer in time: " + process.Tail(2) : "ended: " + process.Tail(2));
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static Uri Loopback(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    /// <summary>True also when it has ended: there is nothing to wait for then.</summary>
    private async ValueTask<bool> AnswersAsync(HttpClient client, CancellationToken cancel)
    {
        if (!Running) return true;
        try
        {
            using var answer = await client.GetAsync(new Uri(Address, "/item/0?size=16"), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
    }
}
